export { LookSetting } from './look-setting.tsx'
