import type { Model } from './model.ts'
import type { Parley } from './parley.ts'
import type { RoomsOwner } from './rooms.ts'

/** Of each client one model, which hears of it from the first time that it is asked for. */
export const joinOnce = <M extends Model>(make: (owner: RoomsOwner, parley: Parley) => M): ((parley: Parley) => M) => {
  const joined = new WeakMap<Parley, M>()
  return (parley) => {
    const model = joined.get(parley) ?? parley.join((owner) => make(owner, parley))
    joined.set(parley, model)
    return model
  }
}
