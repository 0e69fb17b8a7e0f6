import { useState } from 'react'

/** What is there now, or was last: a form stays over its row when that is deleted, or can't be read for a while. */
export function useLastKnown<Row>(row: Row | null | undefined): Row | undefined {
  const [known, setKnown] = useState<Row>()
  if (row && row !== known) setKnown(row)
  return row ?? known
}
