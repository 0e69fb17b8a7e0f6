import { Emitter } from '@frontdesk/client'

/** Older writes are no longer in anybody's mind. */
export const KEPT = 50

/** Something that can be undone, under a number that no other has. */
export interface Numbered<Write> {
  number: number
  write: Write
}

/** What somebody wrote since they came, newest last: as long as the page is open, and at most `KEPT` of it. */
export class UndoStack<Write> {
  readonly changed = new Emitter()
  #written: readonly Numbered<Write>[] = []
  #number = 0

  get newest(): Numbered<Write> | undefined {
    return this.#written.at(-1)
  }

  put(write: Write): Numbered<Write> {
    const numbered = { number: ++this.#number, write }
    this.#set([...this.#written, numbered].slice(-KEPT))
    return numbered
  }

  /** Takes one out: nothing is undone twice. None where it is out already. */
  take(number: number | undefined = this.newest?.number): Numbered<Write> | undefined {
    const found = this.#written.find((one) => one.number === number)
    if (found) this.#set(this.#written.filter((one) => one !== found))
    return found
  }

  #set(written: readonly Numbered<Write>[]): void {
    this.#written = written
    this.changed.emit()
  }
}
