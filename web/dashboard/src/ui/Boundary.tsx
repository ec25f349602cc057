import { Component, type ReactNode } from 'react'

interface BoundaryProps {
  children: ReactNode
  /** What is shown in the place of a part that failed; it gets what shows the part again. */
  fallback: (again: () => void) => ReactNode
  onError?: ((error: Error) => void) | undefined
  /** Shows the part again when this changes, such as the address. */
  resetBy?: unknown
}

interface BoundaryState {
  readonly hasFailed: boolean
  readonly resetBy: unknown
}

/** Keeps an error of one part of the page from taking the whole page with it. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { hasFailed: false, resetBy: this.props.resetBy }

  /** Notes that a part has failed. */
  static getDerivedStateFromError(): Partial<BoundaryState> {
    return { hasFailed: true }
  }

  /** Shows the part again on another address. */
  static getDerivedStateFromProps({ resetBy }: BoundaryProps, before: BoundaryState): BoundaryState | null {
    return Object.is(resetBy, before.resetBy) ? null : { hasFailed: false, resetBy }
  }

  /** Tells of the error. */
  override componentDidCatch(error: Error): void {
    this.props.onError?.(error)
  }

  /** The part, or what takes its place. */
  override render(): ReactNode {
    return this.state.hasFailed ? this.props.fallback(() => this.setState({ hasFailed: false })) : this.props.children
  }
}
