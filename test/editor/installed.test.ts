/** The .vsix, installed into a clean editor. */
import { describeInstalledExtension } from '../support/editor/installed-extension.ts';

describe('the installed extension', describeInstalledExtension);
