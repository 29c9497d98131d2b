/** Reasons that the server gives as the rest of a sentence, in the language of the page. */
import { t } from '@lingui/core/macro'

const reasons: Readonly<Record<string, string>> = {
  'it shows nothing': t`it shows nothing`,
  'it is one character, repeated': t`it is one character, repeated`,
  'it is among the most common ones': t`it is among the most common ones`,
  'it is your username, or little more': t`it is your username, or little more`,
  'it is a word of this place, or little more': t`it is a word of this place, or little more`,
  'you, or the issuer, said no': t`you, or the issuer, said no`,
  'you are not logged in there': t`you are not logged in there`,
  'you have not agreed there to log in here': t`you have not agreed there to log in here`,
  'the issuer wants to ask you something first': t`the issuer wants to ask you something first`,
  'you have to choose an account there': t`you have to choose an account there`,
  'the issuer is busy; try again later': t`the issuer is busy; try again later`,
  'something went wrong there; try again later': t`something went wrong there; try again later`,
  'the issuer takes this code no more; log in again': t`the issuer takes this code no more; log in again`,
  'the issuer does not know this server as it is set up; tell whoever runs it': t`the issuer does not know this server as it is set up; tell whoever runs it`,
}

/** A later server may have others. */
export const reasonText = (why: string): string => reasons[why] ?? why
