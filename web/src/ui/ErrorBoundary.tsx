import { Alert, Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'

interface Props {
  title: string
  again: string
  children: ReactNode
}

/** Keeps the bar when a screen fails, with a way to try again. */
export class ErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    const { title, again, children } = this.props
    if (!this.state.failed) return children
    return (
      <Alert color="red" title={title} role="alert">
        <Button variant="default" onClick={() => this.setState({ failed: false })}>
          {again}
        </Button>
      </Alert>
    )
  }
}
