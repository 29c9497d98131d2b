import { fail, mostAlertPlaces } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { onOwnStream } from '../own-stream.ts'
import { countPlaces, deletePlace, putPlace } from '../store/alerts.ts'

export const alertPlace: Handler<'alert.place', Context> = ({ place, level }, { user }, context) =>
  onOwnStream(context, user, async (tx, locked) => {
    const own = locked.of('notify/user', user)
    if (level && (await countPlaces(tx, user, place)) >= mostAlertPlaces)
      fail('TOO_MANY_PLACES', { most: mostAlertPlaces })
    const isNews = level ? await putPlace(tx, user, place, level) : await deletePlace(tx, user, place)
    if (isNews) tx.emit(own, 'alert.placed', user, { place, ...(level ? { level } : {}) })
    return { seq: own.head }
  })
