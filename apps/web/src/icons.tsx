/** Drawn here, as there are few. All are decoration; what a button does is in its label. */
const Icon = ({ path }: { readonly path: string }) => (
  <svg className="glyph" viewBox="0 0 24 24" aria-hidden="true">
    <path d={path} />
  </svg>
)

export const CloseIcon = () => <Icon path="M6 6l12 12M18 6L6 18" />
export const BackIcon = () => <Icon path="M15 5l-7 7 7 7" />
export const PlusIcon = () => <Icon path="M12 5v14M5 12h14" />
export const SendIcon = () => <Icon path="M5 12h13M12 5l7 7-7 7" />
export const DownIcon = () => <Icon path="M12 5v14M5 12l7 7 7-7" />
export const PeopleIcon = () => (
  <Icon path="M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.4a3.5 3.5 0 0 1 0 6.2M18 14.5a6.5 6.5 0 0 1 3.5 5.5" />
)
export const LeaveIcon = () => <Icon path="M10 4H5v16h5M14 8l4 4-4 4M18 12H9" />
