/** What both elements are: the page in a shadow root, from when it is in a document until it is not. */
import { showing } from '@parley/web/embed'
import { keepApart } from './apart.ts'
import type { ParleyFault, TokenProvider } from './public.ts'

type Shown = ReturnType<Awaited<ReturnType<typeof showing>>>

/** What it is shown with. */
export interface Given {
  readonly server: string
  readonly token: TokenProvider
  /** Without one, the whole client. */
  readonly room?: string
}

/** What is looked at again at once; all else begins anew. */
const looks: readonly string[] = ['scheme', 'contrast', 'density', 'motion']

const faultOf = (error: unknown): ParleyFault => {
  const { body } = error as { readonly body?: ParleyFault }
  if (body) return { code: body.code, name: body.name, text: body.text }
  return { code: 0, name: 'PAGE_FAULT', text: error instanceof Error ? error.message : String(error) }
}

export abstract class ParleyElement extends HTMLElement {
  static readonly observedAttributes: readonly string[] = ['server', 'room', ...looks]

  readonly #root = this.attachShadow({ mode: 'open' })
  #token: TokenProvider | undefined
  #given: Given | undefined
  #shown: Shown | undefined
  #free = () => {}
  #isDue = false

  /** What there is to show; nothing while something is missing. */
  protected abstract given(server: string, token: TokenProvider): Given | undefined

  /** Gives access tokens. Nothing is shown before it is set. */
  get token(): TokenProvider | undefined {
    return this.#token
  }

  set token(token: TokenProvider | undefined) {
    this.#token = token
    this.#look()
  }

  /** The address of the server, such as `https://chat.example.org`. */
  get server(): string {
    return this.getAttribute('server') ?? ''
  }

  set server(server: string) {
    this.setAttribute('server', server)
  }

  connectedCallback(): void {
    // What was set before the element was defined stands before the property.
    for (const name of ['token', 'server', 'room'] as const) {
      const set = Object.getOwnPropertyDescriptor(this, name)
      if (set && Reflect.deleteProperty(this, name)) Reflect.set(this, name, set.value)
    }
    this.#look()
  }

  disconnectedCallback(): void {
    this.#look()
  }

  attributeChangedCallback(name: string): void {
    if (looks.includes(name)) this.#shown?.lookAgain()
    else this.#look()
  }

  /** To where one writes. */
  override focus(): void {
    this.#shown?.focus()
  }

  /** Once for all that is set in one go; what is moved goes on. */
  #look(): void {
    if (this.#isDue) return
    this.#isDue = true
    queueMicrotask(() => {
      this.#isDue = false
      const given = this.isConnected && this.#token && this.server ? this.given(this.server, this.#token) : undefined
      if (!isSame(given, this.#given)) this.#begin(given)
    })
  }

  #begin(given: Given | undefined): void {
    this.#end()
    this.#given = given
    if (!given) return
    showing(this.closest('[lang]')?.getAttribute('lang') ?? null).then(
      (show) => this.#given === given && this.#show(show, given),
      (error) => this.#given === given && this.#tell(error),
    )
  }

  #show(show: Awaited<ReturnType<typeof showing>>, given: Given): void {
    const shown = show(this.#root, {
      ...given,
      look: (name) => this.getAttribute(name),
      onError: (error) => this.#tell(error),
      onAgain: () => this.#begin(given),
    })
    this.#shown = shown
    this.#free = keepApart(this, {
      isBusy: shown.isBusy,
      left: () => {
        shown.leave()
        this.dispatchEvent(new CustomEvent('parley-leave'))
      },
    })
  }

  #end(): void {
    this.#free()
    this.#free = () => {}
    this.#shown?.end()
    this.#shown = undefined
  }

  #tell(error: unknown): void {
    this.dispatchEvent(new CustomEvent<ParleyFault>('parley-error', { detail: faultOf(error) }))
  }
}

const isSame = (one: Given | undefined, other: Given | undefined): boolean =>
  one?.server === other?.server && one?.token === other?.token && one?.room === other?.room
