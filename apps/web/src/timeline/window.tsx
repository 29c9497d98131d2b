/** The rows in view and a little around them: of a long conversation no more is on the page. */
import {
  type FocusEvent,
  type ReactElement,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { flushSync } from 'react-dom'
import {
  type CustomContainerComponentProps,
  type CustomItemComponentProps,
  Virtualizer,
  type VirtualizerHandle,
} from 'virtua'
import { isOtherAbove, type Row } from './rows.ts'

interface WindowProps {
  readonly rows: readonly Row[]
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly children: (row: Row) => ReactElement
  /** Heights have changed. */
  readonly onResize: () => void
  /** By which one goes to a row. */
  readonly handle?: RefObject<VirtualizerHandle | null>
}

/** How far around the view rows are there, in pixels, so that one seldom sees them come. */
const around = 600

export const Window = ({ rows, scroller, children, onResize, handle }: WindowProps) => {
  const isShifted = useIsShifted(rows)
  const { keptMounted, onFocus, onBlur } = useFocused(rows)
  if (usePrinting()) return <Printed rows={rows}>{children}</Printed>
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears of what has the focus within
    <div onFocus={onFocus} onBlur={onBlur}>
      <Virtualizer
        {...(handle ? { ref: handle } : {})}
        data={rows}
        scrollRef={scroller}
        as={Lines}
        item={Line}
        bufferSize={around}
        shift={isShifted}
        keepMounted={keptMounted}
        onResize={onResize}
      >
        {children}
      </Virtualizer>
    </div>
  )
}

/** On paper stands all that is loaded. */
const Printed = ({ rows, children }: Pick<WindowProps, 'rows' | 'children'>) => (
  <ol className="lines">
    {rows.map((row) => (
      <li key={row.key} className="line">
        {children(row)}
      </li>
    ))}
  </ol>
)

/** The browser takes the page as it is when its listeners have returned. */
const usePrinting = (): boolean => {
  const [isPrinting, setPrinting] = useState(false)
  useEffect(() => {
    const begin = () => flushSync(() => setPrinting(true))
    const end = () => setPrinting(false)
    addEventListener('beforeprint', begin)
    addEventListener('afterprint', end)
    return () => {
      removeEventListener('beforeprint', begin)
      removeEventListener('afterprint', end)
    }
  }, [])
  return isPrinting
}

const Lines = ({ ref, style, children }: CustomContainerComponentProps) => (
  <ol className="lines" ref={ref} style={style}>
    {children}
  </ol>
)

/** The first one stands above all lines. How many there are in all is not known before all is loaded. */
const Line = ({ ref, style, index, children }: CustomItemComponentProps) => (
  <li className="line" ref={ref} style={style} {...(index > 0 ? { 'aria-posinset': index, 'aria-setsize': -1 } : {})}>
    {children}
  </li>
)

/** Compared with what was on the page before. */
const useIsShifted = (rows: readonly Row[]): boolean => {
  const before = useRef(rows)
  const isShifted = isOtherAbove(before.current, rows)
  useLayoutEffect(() => {
    before.current = rows
  }, [rows])
  return isShifted
}

/** What has the focus stays on the page, however far one scrolls: without it the keyboard would begin at the top. */
const useFocused = (rows: readonly Row[]) => {
  const [focused, setFocused] = useState<string>()
  const current = useRef(rows)
  useLayoutEffect(() => {
    current.current = rows
  }, [rows])
  const onFocus = useCallback(({ target }: FocusEvent) => {
    const place = Number(target.closest('.line')?.getAttribute('aria-posinset') ?? 0)
    setFocused(current.current[place]?.key)
  }, [])
  const onBlur = useCallback(({ target, relatedTarget }: FocusEvent) => {
    // Within a line it goes from one to the other: let go of in between, the line would be gone before it gets there.
    if (target.closest('.line') !== relatedTarget?.closest('.line')) setFocused(undefined)
  }, [])
  const keptMounted = useMemo(() => {
    const place = focused === undefined ? -1 : rows.findIndex(({ key }) => key === focused)
    return place < 0 ? [] : [place]
  }, [rows, focused])
  return { keptMounted, onFocus, onBlur }
}
