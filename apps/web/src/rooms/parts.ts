/** What is shown in the list of conversations once the page is there. */
export { InvitedRooms } from './invited.tsx'
