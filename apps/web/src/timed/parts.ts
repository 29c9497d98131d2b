export { KeptPane } from './kept-pane.tsx'
