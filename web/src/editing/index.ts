export { AmountField } from './AmountField'
export { type Answer, answerOf, collisionsOf, type Ending, type Saved, type Written } from './answer'
export { CodeField } from './codes/CodeField'
export { ConflictDialog } from './ConflictDialog'
export { CountField } from './CountField'
export { DraftsProvider, useDrafts, useReload } from './drafts'
export { type Control, EditedField } from './EditedField'
export { EditForm, type FieldHooks } from './EditForm'
export { LineField, NotesField } from './fields'
export { type Form, FormContext, useForm, type Wording } from './FormContext'
export {
  type Author,
  type ByField,
  editedFields,
  type FormNoun,
  type FormState,
  isEdited,
  isSame,
  isSameAmount,
  markOf,
  type Request,
  type Row,
  type Value,
  valueOf,
  type Values,
  valuesBy,
  valuesOf,
} from '@frontdesk/client'
export { History } from './history/History'
export { type ReadHistory, useFormerName, useHistory } from './history/useHistory'
export { type FieldProblem, missing, type Refused, refusalText } from './problems'
export { RefusalNote } from './RefusalNote'
export { SaveBar } from './SaveBar'
export { type Refusal, type Saving, useSave } from './useSave'
export { useQuestion } from './useQuestion'
export { useLastKnown } from './useLastKnown'
export { useTold } from './useTold'
export { useVersionedForm, type VersionedForm } from './useVersionedForm'
