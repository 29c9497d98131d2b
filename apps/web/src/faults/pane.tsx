import { Trans } from '@lingui/react/macro'
import { Component, type ReactNode } from 'react'
import { useHost } from '../host/host.ts'
import { faultText } from './faults.ts'

interface PaneProps {
  /** As the sentence begins that says that it cannot be shown. */
  readonly name: string
  /** What it shows: with another, it is tried again. */
  readonly of?: string | undefined
  readonly children: ReactNode
}

interface PaneState {
  readonly fault?: string | undefined
  readonly of?: string | undefined
}

/** A part of the page by itself: where it fails, the others go on, and it says why and how it can go on. */
export class Pane extends Component<PaneProps, PaneState> {
  override state: PaneState = { of: this.props.of }

  static getDerivedStateFromError(error: unknown): Partial<PaneState> {
    return { fault: faultText(error) }
  }

  static getDerivedStateFromProps({ of }: PaneProps, state: PaneState): PaneState | null {
    return of === state.of ? null : { of, fault: undefined }
  }

  override render(): ReactNode {
    const { fault } = this.state
    if (fault === undefined) return this.props.children
    return <Failed name={this.props.name} fault={fault} onAgain={() => this.setState({ fault: undefined })} />
  }
}

interface FailedProps {
  readonly name: string
  readonly fault: string
  readonly onAgain: () => void
}

const Failed = ({ name, fault, onAgain }: FailedProps) => {
  const { isOwn } = useHost()
  return (
    <div className="failed-pane">
      <div role="alert">
        <p>
          <Trans>
            <bdi>{name}</bdi> cannot be shown.
          </Trans>
        </p>
        <p className="fault">{fault}</p>
      </div>
      <div className="buttons">
        <button type="button" onClick={onAgain}>
          <Trans>Try again</Trans>
        </button>
        {isOwn && (
          <button type="button" className="quiet" onClick={() => location.reload()}>
            <Trans>Load the page again</Trans>
          </button>
        )}
      </div>
    </div>
  )
}
