/** The script that runs beside the page (`public/push-worker.js`): where a push comes, and where no server is reached. */

const path = '/push-worker.js'

/** Not in every browser, nor in every window of one. */
export const canPush = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window

/** Nothing where it was never asked for here. */
export const findWorker = async (): Promise<ServiceWorkerRegistration | undefined> =>
  canPush() ? navigator.serviceWorker.getRegistration('/') : undefined

export const startWorker = async (): Promise<ServiceWorkerRegistration> => {
  await navigator.serviceWorker.register(path)
  return navigator.serviceWorker.ready
}

/** So that the page opens the next time wherever one is. */
export const keepShell = async (): Promise<void> => {
  if ('serviceWorker' in navigator) await navigator.serviceWorker.register(path)
}

/** What somebody has chosen, for the worker, which sees no more of it; nothing for what the browser says. */
export const keepLanguage = async (language: string | undefined): Promise<void> => {
  if (!('caches' in window)) return
  const kept = await caches.open('parley-language')
  if (language === undefined) await kept.delete('/language')
  else await kept.put('/language', new Response(language))
}

/** Whoever logs out here is told nothing more here; the server learns of it by the next push. */
export const endPushHere = async (): Promise<void> => {
  const worker = await findWorker()
  await (await worker?.pushManager.getSubscription())?.unsubscribe()
}
