export { FollowedPane } from './followed-pane.tsx'
