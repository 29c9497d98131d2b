// The same package for a program in CommonJS.
import client = require('@parley/client')
import node = require('@parley/client/node')
import protocol = require('@parley/protocol')

const connect = (url: string, session: client.Session): client.Parley =>
  new client.Parley({ url, token: session.token })

const store: Promise<node.OpenFileStore> = node.fileStore('bot.json')
const owner: 'chat' = protocol.commands['message.send'].owner

export = { connect, store, owner }
