declare module '*.po' {
  export const messages: import('./spoken.ts').Messages
}
