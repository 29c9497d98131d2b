/** All that is shown of what one is told. */
export { Bell } from './bell.tsx'
export { InboxPane } from './inbox-pane.tsx'
