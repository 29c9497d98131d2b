/** One room with all that belongs to it, and nothing of the page around it. */
import { AtTheRight } from '../chat/at-the-right.tsx'
import { Connection } from '../chat/connection.tsx'
import { Middle } from '../chat/middle.tsx'
import { Returned } from '../chat/returned.tsx'
import { Pane } from '../faults/pane.tsx'
import { Gallery } from '../files/later.tsx'

export const RoomAlone = () => (
  <div className="shell alone shows-room">
    <div className="notices">
      <Connection />
      <Pane name="What was not delivered">
        <Returned />
      </Pane>
    </div>
    <main tabIndex={-1}>
      <Middle />
    </main>
    <Pane name="The pictures">
      <Gallery />
    </Pane>
    <AtTheRight />
  </div>
)
