/** What holds something that must be let go. `vscode.Disposable` is a class; these are plain objects. */
export interface Disposable {
  readonly dispose: () => void;
}
