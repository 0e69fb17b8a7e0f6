import {
  type GraphQLArgument,
  type GraphQLEnumType,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredInputField,
} from 'graphql'

import { schema } from './schema'
import type { Dice } from './dice'

export type Noun = 'Booking' | 'Guest' | 'Room'
export interface Row {
  id: string
  version: number
}
export interface BookingRow extends Row {
  roomId: string
  guestId: string
  status: string
  checkIn: string
  checkOut: string
}
/** What there is to ask for. */
export interface Known {
  Booking: Row[]
  Guest: Row[]
  Room: Row[]
  /** What filters of what is watched let through. */
  watched: BookingRow | undefined
  cursors: string[]
  revisions: string[]
  presences: string[]
  day: (after: number) => string
}

const WORDS = ['ann', 'late', 'müller', 'suite', 'B-10', 'quiet room', '👋']
const PATCHED = Object.keys((schema.getType('BookingPatch') as GraphQLInputObjectType).getFields())
const PLAIN: Record<string, readonly unknown[]> = {
  adults: [1, 2],
  capacity: [1, 2, 4],
  checkInFrom: ['15:00'],
  checkOutUntil: ['11:00'],
  children: [0, 1],
  country: ['DE', 'AT'],
  currency: ['EUR', 'JPY'],
  // The stories' day stays what it is.
  dayEnds: ['00:00'],
  email: ['a@example.org'],
  expectedVersion: [1, 2],
  field: PATCHED,
  guests: [1, 2],
  locale: ['en', 'de-AT'],
  minCapacity: [1, 2],
  nightlyRate: ['120', 80],
  phone: ['+49 30 1234'],
  roomType: ['Double', 'Suite'],
  roomTypes: ['Double', 'Suite'],
  timeZone: ['Europe/Berlin'],
  totalPrice: ['300', '1205', 99],
}
/** What breaks a rule of the hotel's. */
const BROKEN: Record<string, unknown> = {
  adults: 0,
  country: 'XX',
  currency: 'XXX',
  email: 'nobody',
  field: 'room',
  phone: '',
  totalPrice: '0.001',
}
const FROM = ['from', 'checkIn']
const TO = ['to', 'checkOut', 'before', 'checkInBy', 'checkOutBy']

/** Values for the arguments of fields: such as a client would send, and some that make no sense at run time. */
export class Values {
  readonly #dice: Dice
  readonly #known: Known
  /** How often of a hundred something makes no sense. */
  readonly #bad: number
  /** The day that stays are about. */
  readonly #day: number
  /** There, much less makes no sense: nothing would be left of most answers. */
  atRoot = false

  constructor(dice: Dice, known: Known, bad: number) {
    this.#dice = dice
    this.#known = known
    this.#bad = bad
    this.#day = dice.pick([0, 0, 60, 120, 200, 300])
  }

  /** How many rows to ask for, at most `most` where it makes sense. */
  size(most: number): number {
    return this.bad() ? this.#dice.pick([0, 0, -1]) : 1 + this.#dice.throw(most)
  }

  bad(): boolean {
    return this.#dice.percent(this.atRoot ? this.#bad / 8 : this.#bad)
  }

  /** A value for an argument, or the field of an input object, of something that is called `owner`. */
  of(owner: string, { name, type }: GraphQLArgument | GraphQLInputField): unknown {
    return this.#value(owner, name, type)
  }

  #value(owner: string, name: string, type: GraphQLInputType): unknown {
    const plain = getNullableType(type)
    if (isListType(plain)) {
      const length = 1 + this.#dice.throw(3)
      return Array.from({ length }, () => this.#value(owner, name, plain.ofType))
    }
    if (isInputObjectType(plain)) return this.#object(plain)
    if (isEnumType(plain)) return this.#oneOf(plain)
    if (plain.name === 'ID') return this.#id(owner, name)
    if (plain.name === 'Revision') return this.#dice.pick(this.#known.revisions)
    if (plain.name === 'Date') return this.#known.day(this.#date(name))
    if (name === 'after' || name === 'before') {
      return this.bad() ? 'nowhere' : this.#dice.pick(this.#known.cursors)
    }
    if (name in BROKEN && this.bad()) return BROKEN[name]
    const values = PLAIN[name]
    return values ? this.#dice.pick(values) : this.#dice.pick(WORDS)
  }

  #date(name: string): number {
    if (FROM.includes(name)) return this.#day + this.#dice.throw(6)
    if (TO.includes(name)) return this.#day + 5 + this.#dice.throw(6)
    if (name === 'day') return this.#dice.throw(2)
    throw new Error(`no day for ${name}`)
  }

  #oneOf(type: GraphQLEnumType): string {
    return this.#dice.pick(type.getValues()).name
  }

  #object(type: GraphQLInputObjectType): object {
    if (type.name === 'BookingWatchFilter') return this.#watched()
    const fields = Object.values(type.getFields())
    const chosen = fields.filter((field) => isRequiredInputField(field) || this.#dice.percent(35))
    const object = Object.fromEntries(chosen.map((field) => [field.name, this.of(type.name, field)]))
    // A name for several words is what makes a room's unique.
    if ('name' in object && this.#dice.percent(70)) object.name = `Story ${this.#dice.throw(1_000_000)}`
    if (!('expectedVersion' in object) || !('id' in type.getFields())) return object
    const { id, version } = this.#dice.pick<Row>(this.#known[noun(type.name)])
    return { ...object, id, expectedVersion: this.#dice.percent(80) ? version : 1 }
  }

  #watched(): object {
    if (!this.#known.watched) throw new Error('nothing is watched')
    const { id, roomId, guestId, status, checkIn, checkOut } = this.#known.watched
    const through = { ids: [id], roomIds: [roomId], guestIds: [guestId], statuses: [status] }
    const all = Object.entries({ ...through, from: checkIn, to: checkOut })
    return Object.fromEntries(all.filter(() => this.#dice.percent(35)))
  }

  #id(owner: string, name: string): string {
    if (name === 'mutationId') return `write ${this.#dice.throw(1_000_000)}`
    if (name === 'presenceId') return this.#dice.pick([this.#dice.uuid(), ...this.#known.presences])
    if (/^Create/.test(owner) && name === 'id') return this.#dice.uuid()
    if (this.bad()) return this.#dice.pick([this.#dice.uuid(), 'none'])
    const about = this.#dice.percent(10)
      ? this.#dice.pick(['Booking', 'Guest', 'Room'] as const)
      : noun(name, owner)
    return this.#dice.pick<Row>(this.#known[about]).id
  }
}

/** The noun that the names speak of. */
function noun(...names: string[]): Noun {
  const words = names.join(' ').toLowerCase()
  const about = (['Room', 'Guest', 'Booking'] as const).find((word) => words.includes(word.toLowerCase()))
  return about ?? 'Booking'
}
