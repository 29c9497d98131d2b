/** Loaded before a process that a test has spawned: the time of day that it believes in is moved by messages. */
const RealDate = Date
let offMs = 0

const take = (message: unknown) => {
  if (typeof message === 'object' && message !== null && 'offMs' in message) offMs = Number(message.offMs)
}
process.on('message', take)
process.channel?.unref()

globalThis.Date = class extends RealDate {
  constructor(...given: ConstructorParameters<DateConstructor> | []) {
    if (given.length > 0) super(...(given as ConstructorParameters<DateConstructor>))
    else super(RealDate.now() + offMs)
  }

  static override now(): number {
    return RealDate.now() + offMs
  }
} as DateConstructor
