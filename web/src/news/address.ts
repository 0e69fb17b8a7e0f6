/** Where the history of a booking is shown, on whichever screen one is. */
export const historyOf = (bookingId: string) => `?booking=${bookingId}&tab=history`
