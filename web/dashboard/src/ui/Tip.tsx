/** An explanation that appears on hover, focus or touch. */
import {
  cloneElement,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type HTMLAttributes,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
} from 'react'
import { createPortal } from 'react-dom'
import { useRoot } from './root'
import styles from './Tip.module.css'

/** Milliseconds until a tip opens when the pointer is on its button, and closes when it leaves both. */
const OPENS = 250
const CLOSES = 150
/** Pixels between a tip and its button, and between a tip and the edge of the window. */
const APART = 6
const EDGE = 12

/** Closes the tip that is open: there is one at a time. */
let closeOther: (() => void) | null = null

interface TipProps {
  content: ReactNode
  /** The button. With `opensByTouch`, showing the tip is all it does. */
  children: ReactElement<HTMLAttributes<HTMLElement>>
  opensByTouch?: boolean
}

/** Adds a tip to a button. The button's place on the page is the same with and without the tip. */
export function Tip({ content, children, opensByTouch = false }: TipProps) {
  // The button, while its tip is open.
  const [button, setButton] = useState<HTMLElement | null>(null)
  const id = useId()
  const timer = useRef<number>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    if (!button) return
    const close = () => setButton(null)
    closeOther?.()
    closeOther = close
    return () => {
      if (closeOther === close) closeOther = null
    }
  }, [button])
  if (!content) return children

  const show = (button: HTMLElement, after: number) => {
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => setButton(button), after)
  }
  const hide = (after: number) => {
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => setButton(null), after)
  }
  const close = () => hide(0)
  const isTouch = (event: PointerEvent) => event.pointerType === 'touch'
  return (
    <>
      <Button
        {...(button && { 'aria-describedby': id })}
        onPointerEnter={(event) => isTouch(event) || show(event.currentTarget, OPENS)}
        onPointerLeave={(event) => isTouch(event) || hide(CLOSES)}
        onFocus={({ currentTarget }) => currentTarget.matches(':focus-visible') && show(currentTarget, 0)}
        onBlur={close}
        onClick={(event) => {
          children.props.onClick?.(event)
          if (opensByTouch) show(event.currentTarget, 0)
          else close()
        }}
      >
        {children}
      </Button>
      {button && (
        <Content
          id={id}
          button={button}
          close={close}
          onPointerEnter={() => show(button, 0)}
          onPointerLeave={() => hide(CLOSES)}
        >
          {content}
        </Content>
      )}
    </>
  )
}

/** The button, with the handlers for its tip. */
function Button({ children, ...props }: HTMLAttributes<HTMLElement> & { children: TipProps['children'] }) {
  return cloneElement(children, props)
}

interface ContentProps extends HTMLAttributes<HTMLElement> {
  button: HTMLElement
  close: () => void
}

/** The tip, under its button, or over it where there is more room, and always within the window. */
function Content({ button, close, ...rest }: ContentProps) {
  const tip = useRef<HTMLDivElement>(null)
  const root = useRoot()
  const closes = useRef(close)
  useLayoutEffect(() => {
    closes.current = close
  })
  useLayoutEffect(() => {
    const place = () => {
      if (!tip.current) return
      const { style } = tip.current
      // Its place without an offset: in a container of a portal's page, that isn't the corner of the window.
      style.left = style.top = '0'
      const own = tip.current.getBoundingClientRect()
      const box = button.getBoundingClientRect()
      const { clientWidth, clientHeight } = document.documentElement
      const left = Math.min((box.left + box.right - own.width) / 2, clientWidth - own.width - EDGE)
      const isUnder = box.bottom + own.height + APART <= clientHeight - EDGE || box.top < clientHeight - box.bottom
      const top = isUnder ? box.bottom + APART : box.top - own.height - APART
      style.left = `${String(Math.max(left, EDGE) - own.left)}px`
      style.top = `${String(top - own.top)}px`
    }
    // A button that has the focus keeps its tip while the page scrolls, as it does to bring the button into view.
    const onScroll = () => (button.matches(':focus-visible') ? place() : closes.current())
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && closes.current()
    const onPress = ({ target }: Event) => {
      if (!(target instanceof Node && (tip.current?.contains(target) || button.contains(target)))) {
        closes.current()
      }
    }
    place()
    addEventListener('scroll', onScroll, { capture: true, passive: true })
    addEventListener('resize', place)
    addEventListener('keydown', onKey)
    addEventListener('pointerdown', onPress)
    return () => {
      removeEventListener('scroll', onScroll, { capture: true })
      removeEventListener('resize', place)
      removeEventListener('keydown', onKey)
      removeEventListener('pointerdown', onPress)
    }
  }, [button])
  // Inside the page's <main>, if there is one, so that screen readers find it in a landmark.
  return createPortal(<div ref={tip} role="tooltip" className={styles.tip} {...rest} />, root ?? document.body)
}
