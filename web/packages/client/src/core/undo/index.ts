export { type Done, undo, type UndoneNoun, undone, type UndoWrite } from './undo.js'
