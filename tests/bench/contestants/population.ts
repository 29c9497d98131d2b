/** People in rooms. Both are known by their places, from 0. */
export interface Population {
  readonly people: number
  /** The members of each room. */
  readonly rooms: readonly (readonly number[])[]
}

export const roomsByPerson = (rooms: Population['rooms']): Map<number, number[]> => {
  const own = new Map<number, number[]>()
  for (const [room, members] of rooms.entries())
    for (const person of members) {
      const known = own.get(person)
      if (known) known.push(room)
      else own.set(person, [room])
    }
  return own
}

export const placesUpTo = (count: number): number[] => Array.from({ length: count }, (_, place) => place)

/** A list in parts of so many. */
export const parts = <T>(all: readonly T[], most: number): T[][] =>
  placesUpTo(Math.ceil(all.length / most)).map((place) => all.slice(place * most, (place + 1) * most))

/** So many rooms of the same size, nobody in two of them. */
export const separateRooms = (count: number, size: number): Population => ({
  people: count * size,
  rooms: placesUpTo(count).map((room) => placesUpTo(size).map((place) => room * size + place)),
})

/** Two rooms of this size for everybody: one with their neighbours, one with people further away. */
export const twoRoomsEach = (people: number, size: number): Population => {
  const near = separateRooms(people / size, size).rooms
  const far = placesUpTo(near.length).map((start) => placesUpTo(size).map((place) => start + place * near.length))
  return { people, rooms: [...near, ...far] }
}
