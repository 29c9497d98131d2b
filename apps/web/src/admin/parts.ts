/** All that is shown to those who run the platform. */
export { AdminLink } from './admin-link.tsx'
export { AdminPane } from './admin-pane.tsx'
