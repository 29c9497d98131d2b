/** Pictures of rooms and spaces: files of whoever has set them. */
import * as Type from 'typebox'
import { described, Id } from '../shapes.ts'

const seen = 'see `file.link`. Not given: none'

/** As it is told. */
export const toldPicture = (of: string) => Type.Optional(described(Id, `the file of ${of}: ${seen}`))

/** As it is wanted. */
export const wantedPicture = (of: string) =>
  Type.Optional(
    Type.Union([Id, Type.Literal('')], {
      description: `an image of yours that is ${of} from now on, empty for none; what was it goes, unless it stands in a message. Not given: as before`,
    }),
  )

/** As it was changed. */
export const changedPicture = Type.Optional(Type.Union([Id, Type.Literal('')], { description: 'empty: none' }))
