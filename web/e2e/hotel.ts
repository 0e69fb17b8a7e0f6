interface Row {
  id: string
  version: number
}
export interface Room extends Row {
  name: string
}
export interface Booking extends Row {
  reference: string
  guest: string
}

interface BookingPatch {
  roomId?: string
  guestId?: string
  checkIn?: string
  checkOut?: string
  totalPrice?: string
  status?: string
  notes?: string
}

const MS_PER_DAY = 86_400_000

/** What a story needs to be there: made over the API, as a program of somebody else's might. */
export class Hotel {
  readonly #url: string
  readonly token: string
  #today = ''

  private constructor(url: string, token: string) {
    this.#url = url
    this.token = token
  }

  /** As Mara, who may also change rooms. */
  static async open(url: string): Promise<Hotel> {
    const { signIn } = await new Hotel(url, '').ask<{ signIn: { token: string } }>(
      `mutation { signIn(email: "mara@demo.frontdesk", password: "frontdesk") { ... on Session { token } } }`,
    )
    const hotel = new Hotel(url, signIn.token)
    hotel.#today = (await hotel.ask<{ hotel: { today: string } }>('{ hotel { today } }')).hotel.today
    return hotel
  }

  /** The day so many days after the hotel's today. */
  day(after: number): string {
    return new Date(Date.parse(`${this.#today}T00:00:00Z`) + after * MS_PER_DAY).toISOString().slice(0, 10)
  }

  async room(name: string, fields: { roomType?: string; nightlyRate?: string } = {}): Promise<Room> {
    const made = await this.ask<{ createRoom: { room: Room } }>(
      `mutation ($input: CreateRoomInput!) { createRoom(input: $input) { ... on RoomSaved { room { id version name } } } }`,
      { input: { name, roomType: 'Story', capacity: 2, ...fields } },
    )
    return made.createRoom.room
  }

  async guests(): Promise<{ id: string; name: string }[]> {
    type Guests = { guests: { nodes: { id: string; name: string }[] } }
    const { guests } = await this.ask<Guests>('{ guests { nodes { id name } } }')
    return guests.nodes
  }

  /** A confirmed booking of the nights that begin so many days after today. */
  async booking(room: Room, from: number, to: number, fields: BookingPatch = {}): Promise<Booking> {
    const [guest] = await this.guests()
    if (!guest) throw new Error('the demo hotel has no guest')
    const made = await this.ask<{ createBooking: { booking: Row & { reference: string } } }>(
      `mutation ($input: CreateBookingInput!) {
        createBooking(input: $input) { ... on BookingSaved { booking { id version reference } } }
      }`,
      {
        input: {
          roomId: room.id,
          guestId: guest.id,
          checkIn: this.day(from),
          checkOut: this.day(to),
          totalPrice: '300',
          ...fields,
        },
      },
    )
    return { ...made.createBooking.booking, guest: guest.name }
  }

  async move({ id, version }: Row, patch: BookingPatch) {
    const answer = await this.ask<{ updateBooking: { __typename: string } }>(
      'mutation ($input: UpdateBookingInput!) { updateBooking(input: $input) { __typename } }',
      { input: { id, expectedVersion: version, patch } },
    )
    if (answer.updateBooking.__typename !== 'BookingSaved') throw new Error(answer.updateBooking.__typename)
  }

  async stay(id: string) {
    type Stay = { roomId: string; checkIn: string; checkOut: string }
    const { booking } = await this.ask<{ booking: Stay }>(
      'query ($id: ID!) { booking(id: $id) { roomId checkIn checkOut } }',
      { id },
    )
    return booking
  }

  async bookingsIn({ id }: Room) {
    type Told = Record<'reference' | 'checkIn' | 'checkOut' | 'status' | 'totalPrice' | 'notes', string>
    type Made = Told & { guest: { name: string } }
    const { bookings } = await this.ask<{ bookings: { nodes: Made[] } }>(
      `query ($ids: [ID!]) {
        bookings(filter: { roomIds: $ids }) { nodes { reference checkIn checkOut status totalPrice notes guest { name } } }
      }`,
      { ids: [id] },
    )
    return bookings.nodes
  }

  async price(id: string): Promise<string> {
    const { booking } = await this.ask<{ booking: { totalPrice: string } }>(
      'query ($id: ID!) { booking(id: $id) { totalPrice } }',
      { id },
    )
    return booking.totalPrice
  }

  /** As it is now. */
  async delete({ id }: Row): Promise<void> {
    const { booking } = await this.ask<{ booking: Row }>(
      'query ($id: ID!) { booking(id: $id) { version } }',
      {
        id,
      },
    )
    await this.ask('mutation ($input: DeleteBookingInput!) { deleteBooking(input: $input) { __typename } }', {
      input: { id, expectedVersion: booking.version },
    })
  }

  async ask<T>(query: string, variables: object = {}): Promise<T> {
    const answer = await fetch(`${this.#url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.token && { authorization: `Bearer ${this.token}` }),
      },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = (await answer.json()) as { data?: T; errors?: unknown }
    if (!data || errors) throw new Error(JSON.stringify(errors))
    return data
  }
}
