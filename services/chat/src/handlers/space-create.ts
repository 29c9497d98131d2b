import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { describeSpace } from '../space-view.ts'
import { createSpace } from '../spaces.ts'

export const spaceCreate: Handler<'space.create', Chat> = async (
  { key, name, description = '', template },
  { user },
  chat,
) => {
  const owner = (await chat.people.find([user])).get(user) ?? { id: user, name: '' }
  const told = { name: name.normalize('NFC'), description: description.trim().normalize('NFC') }
  const id = await createSpace(chat, { ...told, owner: user, key }, owner, template)
  return describeSpace(chat, user, id)
}
