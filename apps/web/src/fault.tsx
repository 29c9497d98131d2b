/** Why what was asked for was not done, told as soon as it is known. */
export const Fault = ({ text }: { readonly text: string | undefined }) =>
  text === undefined ? null : (
    <p className="fault" role="alert">
      {text}
    </p>
  )
