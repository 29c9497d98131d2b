export { ForgotForm } from './forgot-form.tsx'
export { MailLink } from './mail-link.tsx'
export { OwnSecurity } from './own-security.tsx'
export { ProfileSetting } from './profile-setting.tsx'
