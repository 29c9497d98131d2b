/** What this site’s own back end says: where Parley is, and a token of whoever is logged in here. */
export const { server } = await (await fetch('/parley.json')).json()

export const token = async () => (await fetch('/token')).text()
