import { type GraphQLCompositeType, type GraphQLField, isLeafType, getNamedType, isObjectType } from 'graphql'

import type { Dice } from './dice'

type Field = GraphQLField<unknown, unknown>
interface Meaning {
  /** Of the value: two fields under one key have the same, also where no object has both. */
  shape: string
  field: Field
  /** The field's arguments as they are written. */
  written: string
  rows: number
  /** What it means on objects of one type each, where it means several fields. */
  perType: Map<string, string> | undefined
}

/** Response keys, which mean the same wherever they stand in a document: so fields may always be merged. */
export class Keys {
  readonly #dice: Dice
  readonly #meanings = new Map<string, Meaning>()

  constructor(dice: Dice) {
    this.#dice = dice
  }

  /** The arguments that the field's own name already stands for, now and then: then it is asked for twice. */
  again(field: Field): [written: string, rows: number] | undefined {
    const known = this.#meanings.get(field.name)
    return known?.field === field && this.#dice.percent(50) ? [known.written, known.rows] : undefined
  }

  /** The field as it is written, with an alias where it needs one. */
  of(parent: GraphQLCompositeType, field: Field, written: string, rows: number): string {
    const shape = String(field.type)
    const meaning = { shape, field, written, rows, perType: undefined }
    const same = ([, known]: [string, Meaning]) =>
      !known.perType && known.shape === shape && known.field.name === field.name && known.written === written
    const own = this.#meanings.get(field.name)
    if (this.#dice.percent(70) && (!own || same(['', own]))) {
      if (!own) this.#meanings.set(field.name, meaning)
      return field.name
    }
    const equal = [...this.#meanings].filter(same).filter(([key]) => key !== field.name)
    if (equal.length > 0 && this.#dice.percent(60)) return `${this.#dice.pick(equal)[0]}: ${field.name}`
    const key = this.#perType(parent, meaning) ?? `a${this.#meanings.size}`
    if (!this.#meanings.has(key)) this.#meanings.set(key, meaning)
    return `${key}: ${field.name}`
  }

  /** A key that means another field on objects of another type. */
  #perType(parent: GraphQLCompositeType, { shape, field, written, rows }: Meaning): string | undefined {
    if (!isObjectType(parent) || !isLeafType(getNamedType(field.type)) || this.#dice.percent(60))
      return undefined
    const signature = field.name + written
    const shared = [...this.#meanings].find(
      ([, known]) =>
        known.shape === shape && known.perType && (known.perType.get(parent.name) ?? signature) === signature,
    )
    if (shared) {
      shared[1].perType?.set(parent.name, signature)
      return shared[0]
    }
    const key = `t${this.#meanings.size}`
    const perType = new Map([[parent.name, signature]])
    this.#meanings.set(key, { shape, field, written, rows, perType })
    return key
  }
}
