import { Alert, Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'

import { isFileMissing } from './missingFiles'

interface Props {
  title: string
  again: string
  /** Loads the page anew. */
  reload: () => void
  children: ReactNode
}

/** Keeps the bar when a screen fails, with a way to try again. */
export class ErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    const { title, again, reload, children } = this.props
    if (!this.state.failed) return children
    return (
      <Alert color="red" title={title} role="alert">
        <Button
          variant="default"
          onClick={() => (isFileMissing() ? reload() : this.setState({ failed: false }))}
        >
          {again}
        </Button>
      </Alert>
    )
  }
}
