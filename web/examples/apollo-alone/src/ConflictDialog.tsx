import { labelOf } from './booking'
import type { ConflictingFieldFragment } from './gql/graphql'

interface Props {
  title: string
  fields: readonly ConflictingFieldFragment[]
  onMine: () => void
  onTheirs: () => void
}

const showModal = (dialog: HTMLDialogElement | null) => {
  dialog?.showModal()
}

export function ConflictDialog({ title, fields, onMine, onTheirs }: Props) {
  return (
    <dialog ref={showModal} onCancel={(event) => event.preventDefault()}>
      <h2>{title} was changed while you edited it</h2>
      <table>
        <thead>
          <tr>
            <th />
            <th>Before</th>
            <th>Yours</th>
            <th>Theirs</th>
            <th>Who</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((one) => (
            <tr key={one.field}>
              <th scope="row">{labelOf(one.field)}</th>
              <td>{String(one.base)}</td>
              <td>{String(one.yours)}</td>
              <td>{String(one.theirs)}</td>
              <td>
                {one.changedBy?.name}, {one.changedAt && new Date(one.changedAt).toLocaleTimeString()}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <button type="button" onClick={onMine}>
        Use mine
      </button>
      <button type="button" onClick={onTheirs}>
        Use theirs
      </button>
    </dialog>
  )
}
