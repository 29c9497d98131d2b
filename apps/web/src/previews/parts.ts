/** All that is shown of what links lead to. */
export { MessagePreviews } from './message-previews.tsx'
export { PreviewSetting } from './preview-setting.tsx'
