/** The images of a deployment carry no servers, nor what starts them. */
export const withoutServers = (reason: { code?: string }): never => {
  if (reason.code !== 'ERR_MODULE_NOT_FOUND') throw reason
  throw new Error('There are no servers here to start: take the image that is built with --target standalone.')
}
