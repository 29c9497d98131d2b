/** Events that say what somebody else has said: whoever hides that one does not see them either. */

/** In JSON, where no text can hold it: its quotes would be escaped. */
const member = '"forwarded":{'

/** Who said it first, of an event of which the body is JSON text. Nearly every body is looked through and no more. */
export const originOf = (body: string): string | undefined =>
  body.includes(member)
    ? (JSON.parse(body) as { readonly forwarded?: { readonly by?: string } }).forwarded?.by
    : undefined
