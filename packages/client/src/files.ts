/**
 * `@parley/client/files`: files that people send. It is loaded by who sends or shows some, and by nobody else.
 */
import { Changes } from './changes.ts'
import { deferred } from './deferred.ts'
import { type AskedFile, type LinkedFile, Links } from './file-links.ts'
import { joinOnce } from './join-once.ts'
import type { AttachedFile } from './mentions.ts'
import type { Message } from './messages.ts'
import type { Model } from './model.ts'
import type { Parley } from './parley.ts'
import type { Room, SendOptions } from './room.ts'
import type { RoomsOwner } from './rooms.ts'
import { kept } from './stable.ts'
import { Tus } from './tus.ts'
import type { Sent } from './unsent.ts'
import { type Description, Upload, type UploadOwner } from './upload.ts'
import { type KeptUpload, memoryUploads, type UploadStore } from './uploads-store.ts'
import { uuid7 } from './uuid7.ts'

export { Archive, type ArchiveState, archiveOf } from './archive.ts'
export type { AskedFile, FileLinks, LinkedFile } from './file-links.ts'
export type { Description, Upload, UploadState } from './upload.ts'
export { indexedDbUploads, type KeptUpload, memoryUploads, type UploadStore } from './uploads-store.ts'

/** Uploads under way at once; the others wait for their turn. */
const mostAtOnce = 3

/** What a message with files says that has no caption: a message has to say something, and this is what other programs show of it. */
const namesOf = (files: readonly AttachedFile[]): string => files.map(({ name }) => name).join(', ')

/** What its author says of the files of a message; an empty text where that is nothing. */
export const captionOf = ({ text, files }: Pick<Message, 'text' | 'files'>): string =>
  files && text === namesOf(files) ? '' : text

/** Files of a client: uploads, and links to what others have sent. */
export class Files implements Model {
  /** @internal */
  readonly owner = 'files'
  /** Calls the listener when an upload comes or goes; the function it gives ends that. */
  readonly subscribe: (listener: () => void) => () => void
  /** Resolves when uploads of an earlier program are known. */
  readonly ready: Promise<void>
  readonly #owner: RoomsOwner
  readonly #changes: Changes
  readonly #uploads = new Map<string, Upload>()
  readonly #lists = new Map<string, readonly Upload[]>()
  readonly #links: Links
  readonly #uploadOwner: UploadOwner
  readonly #waiting: (() => void)[] = []
  #store: UploadStore = memoryUploads()
  #underWay = 0
  #storing: Promise<unknown> = Promise.resolve()
  readonly #ready = deferred<void>()

  /** @internal `filesOf` gives the one. */
  constructor(owner: RoomsOwner) {
    this.#owner = owner
    this.#changes = new Changes(owner.report)
    this.subscribe = this.#changes.subscribe
    this.ready = this.#ready.promise
    this.#links = new Links(owner)
    this.#uploadOwner = this.#makeUploadOwner()
  }

  /** A number that grows when an upload comes or goes. */
  get version(): number {
    return this.#changes.version
  }

  /** Uploads for a room that have not been sent, the first one first. The same array until one comes or goes. */
  uploads(room: string): readonly Upload[] {
    const now = [...this.#uploads.values()].filter((upload) => upload.room === room)
    const list = kept(this.#lists.get(room) ?? [], now)
    this.#lists.set(room, list)
    return list
  }

  /** Uploads a file for a room, by its id: at once, and until it is there, failed or cancelled. A `File` of a page is a `Blob`, too. */
  upload(room: string, blob: Blob, name: string, description: Description = {}): Upload {
    const upload: KeptUpload = { id: uuid7(this.#owner.clock.date()), room, blob, name, ...description }
    this.#keep(() => this.#store.save(upload))
    return this.#add(upload)
  }

  /**
   * Sends what was uploaded for a room, by a message, when all of it is there. Rejects with what kept an upload from that, and else as
   * `room.send` does. Without a caption nobody is mentioned, and the text is the names of the files.
   */
  async send(room: Pick<Room, 'id' | 'send'>, caption = '', options: SendOptions = {}): Promise<Sent> {
    const uploads = this.uploads(room.id)
    const there = uploads.flatMap(({ file }) => file ?? [])
    // What is there already is among the messages as soon as this is called.
    const files = there.length === uploads.length ? there : await Promise.all(uploads.map(({ done }) => done))
    const text = caption.trim() === '' ? namesOf(files) : caption
    const sent = room.send(text, { ...(text === caption ? {} : { may_mention: {} }), ...options, files })
    for (const { id } of uploads) this.#forget(id)
    return sent
  }

  /** Uploads a file that is for no message, such as a picture of a room. Rejects with what it was refused for. */
  put(blob: Blob, name: string): Promise<AttachedFile> {
    return new Upload({ id: uuid7(this.#owner.clock.date()), room: '', blob, name }, this.#uploadOwner).done
  }

  /** Links to a file. The same object for the same file and message. */
  linksTo(asked: AskedFile): LinkedFile {
    return this.#links.to(asked)
  }

  /** @internal From where uploads of an earlier program come. */
  async begin(store: UploadStore): Promise<void> {
    this.#store = store
    try {
      for (const upload of await store.load()) if (!this.#uploads.has(upload.id)) this.#add(upload)
    } catch (fault) {
      this.#owner.report(fault)
    }
    this.#ready.resolve()
  }

  /** @internal Nobody follows files. */
  greet(): void {}
  /** @internal */
  apply(): void {}
  /** @internal */
  signal(): void {}
  /** @internal */
  reset(): boolean {
    return true
  }

  #add(upload: KeptUpload): Upload {
    const added = new Upload(upload, this.#uploadOwner)
    this.#uploads.set(upload.id, added)
    this.#changes.note()
    return added
  }

  #forget(id: string): void {
    this.#uploads.delete(id)
    this.#keep(() => this.#store.remove(id))
    this.#changes.note()
  }

  #makeUploadOwner(): UploadOwner {
    const owner = this.#owner
    return {
      call: owner.call,
      clock: owner.clock,
      random: owner.random,
      pause: owner.pause,
      report: owner.report,
      get isEnded() {
        return owner.isEnded
      },
      tus: new Tus(owner),
      turn: () => this.#turn(),
      keep: (upload) => {
        if (this.#uploads.has(upload.id)) this.#keep(() => this.#store.save(upload))
      },
      forget: (id) => this.#forget(id),
    }
  }

  async #turn(): Promise<() => void> {
    if (this.#underWay >= mostAtOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#underWay += 1
    return () => {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#underWay -= 1
    }
  }

  /** One after the other, so that a removal cannot overtake the saving. */
  #keep(act: () => Promise<void>): void {
    this.#storing = this.#storing.then(act).catch((fault) => this.#owner.report(fault))
  }
}

const joined: (parley: Parley) => Files = joinOnce((owner) => new Files(owner))
const begun = new WeakSet<Files>()

/**
 * The files of a client. Always the same object: `store`, where uploads outlive the program, counts the first time; in memory where none
 * is given then.
 */
export const filesOf = (parley: Parley, { store = memoryUploads() }: { readonly store?: UploadStore } = {}): Files => {
  const files = joined(parley)
  if (!begun.has(files)) void files.begin(store)
  begun.add(files)
  return files
}
