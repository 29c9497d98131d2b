/** What is asked of the server for who logs in with an issuer. It comes when somebody does: the first load does without. */
export { arriveFromIssuer, joinFromIssuer, startAtIssuer, waysIn } from '@parley/client/sign-in'
