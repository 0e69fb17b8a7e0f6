import { Anchor } from '@mantine/core'
import { Link } from 'wouter'

interface Props {
  href: string
  children: string
}

/** The link in a row of a table: what a click on the row does, for the keyboard and for a new tab. */
export function RowLink({ href, children }: Props) {
  return (
    <Anchor
      component={Link}
      href={href}
      fw={500}
      onClick={(event: { stopPropagation: () => void }) => event.stopPropagation()}
    >
      {children}
    </Anchor>
  )
}
