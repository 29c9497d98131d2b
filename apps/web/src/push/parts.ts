/** Web Push, as the page begins and keeps it. */
export { PushHere } from './push-here.tsx'
export { PushSetting } from './push-setting.tsx'
