/** Made by "npm run generate" from the types of core/timing/model.ts. */
export const [isBuildRecord, isOutsideBuild] = (function () {
  'use strict';
  const hasOwn = Function.prototype.call.bind(Object.prototype.hasOwnProperty);
  const ref2 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('dockerfile' in data && hasOwn(data, 'dockerfile'))) return false;
    if (!('context' in data && hasOwn(data, 'context'))) return false;
    if (!('target' in data && hasOwn(data, 'target'))) return false;
    if (!('builder' in data && hasOwn(data, 'builder'))) return false;
    if (!(typeof data.dockerfile === 'string')) return false;
    if (!(typeof data.context === 'string')) return false;
    if (!(typeof data.target === 'string')) return false;
    if (!(typeof data.builder === 'string')) return false;
    return true;
  };
  const ref3 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('buildArgs' in data && hasOwn(data, 'buildArgs'))) return false;
    if ('platform' in data && hasOwn(data, 'platform')) {
      if (!(typeof data.platform === 'string')) return false;
    }
    if ('network' in data && hasOwn(data, 'network')) {
      if (!(typeof data.network === 'string')) return false;
    }
    if ('buildContexts' in data && hasOwn(data, 'buildContexts')) {
      if (!(
        typeof data.buildContexts === 'object' &&
        data.buildContexts &&
        !Array.isArray(data.buildContexts)
      ))
        return false;
      for (const key0 of Object.keys(data.buildContexts)) {
        if (data.buildContexts[key0] !== undefined) {
          if (!(typeof data.buildContexts[key0] === 'string')) return false;
        }
      }
    }
    if ('tags' in data && hasOwn(data, 'tags')) {
      if (!Array.isArray(data.tags)) return false;
      for (let i = 0; i < data.tags.length; i++) {
        if (i in data.tags && hasOwn(data.tags, i)) {
          if (!(typeof data.tags[i] === 'string')) return false;
        }
      }
    }
    if (!Array.isArray(data.buildArgs)) return false;
    for (let j = 0; j < data.buildArgs.length; j++) {
      if (j in data.buildArgs && hasOwn(data.buildArgs, j)) {
        if (!(typeof data.buildArgs[j] === 'string')) return false;
      }
    }
    return true;
  };
  const ref4 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('store' in data && hasOwn(data, 'store'))) return false;
    if (!('buildkit' in data && hasOwn(data, 'buildkit'))) return false;
    if (!(typeof data.store === 'string')) return false;
    if (!(data.store === 'containerd' || data.store === 'graphdriver')) return false;
    if (!(typeof data.buildkit === 'string')) return false;
    return true;
  };
  const ref6 = function validate(data) {
    if (!(typeof data === 'string')) return false;
    return true;
  };
  const ref9 = function validate(data) {
    if (!(typeof data === 'string')) return false;
    if (!(
      data === 'resolve' ||
      data === 'download' ||
      data === 'build' ||
      data === 'install' ||
      data === 'other'
    ))
      return false;
    return true;
  };
  const ref8 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('kind' in data && hasOwn(data, 'kind'))) return false;
    if (!('label' in data && hasOwn(data, 'label'))) return false;
    if (!('start' in data && hasOwn(data, 'start'))) return false;
    if (!('seconds' in data && hasOwn(data, 'seconds'))) return false;
    if (!ref9(data.kind)) return false;
    if (!ref6(data.label)) return false;
    if (!(typeof data.start === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.start)) return false;
    if (!(1.7976931348623157e308 >= data.start)) return false;
    if (!(typeof data.seconds === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.seconds)) return false;
    if (!(1.7976931348623157e308 >= data.seconds)) return false;
    return true;
  };
  const ref10 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('manager' in data && hasOwn(data, 'manager'))) return false;
    if (!('name' in data && hasOwn(data, 'name'))) return false;
    if (!('requiredBy' in data && hasOwn(data, 'requiredBy'))) return false;
    if (!('origin' in data && hasOwn(data, 'origin'))) return false;
    if (!('built' in data && hasOwn(data, 'built'))) return false;
    if (!('phases' in data && hasOwn(data, 'phases'))) return false;
    if (!(typeof data.manager === 'string')) return false;
    if (!ref6(data.name)) return false;
    if ('version' in data && hasOwn(data, 'version')) {
      if (!ref6(data.version)) return false;
    }
    if (!Array.isArray(data.requiredBy)) return false;
    for (let o = 0; o < data.requiredBy.length; o++) {
      if (o in data.requiredBy && hasOwn(data.requiredBy, o)) {
        if (!ref6(data.requiredBy[o])) return false;
      }
    }
    if (!(typeof data.origin === 'string')) return false;
    if (!(
      data.origin === 'downloaded' ||
      data.origin === 'cached-download' ||
      data.origin === 'cached-wheel' ||
      data.origin === 'local' ||
      data.origin === 'satisfied' ||
      data.origin === 'unknown'
    ))
      return false;
    if (!(typeof data.built === 'boolean')) return false;
    if ('bytes' in data && hasOwn(data, 'bytes')) {
      if (!(typeof data.bytes === 'number')) return false;
      if (!(-1.7976931348623157e308 <= data.bytes)) return false;
      if (!(1.7976931348623157e308 >= data.bytes)) return false;
    }
    if (!Array.isArray(data.phases)) return false;
    for (let p = 0; p < data.phases.length; p++) {
      if (p in data.phases && hasOwn(data.phases, p)) {
        if (!ref8(data.phases[p])) return false;
      }
    }
    return true;
  };
  const ref7 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('name' in data && hasOwn(data, 'name'))) return false;
    if (!('stage' in data && hasOwn(data, 'stage'))) return false;
    if (!('start' in data && hasOwn(data, 'start'))) return false;
    if (!('seconds' in data && hasOwn(data, 'seconds'))) return false;
    if (!('cached' in data && hasOwn(data, 'cached'))) return false;
    if (!('phases' in data && hasOwn(data, 'phases'))) return false;
    if (!('packages' in data && hasOwn(data, 'packages'))) return false;
    if ('id' in data && hasOwn(data, 'id')) {
      if (!ref6(data.id)) return false;
    }
    if (!ref6(data.name)) return false;
    if (!(typeof data.stage === 'string')) return false;
    if ('line' in data && hasOwn(data, 'line')) {
      if (!(typeof data.line === 'number')) return false;
      if (!(-1.7976931348623157e308 <= data.line)) return false;
      if (!(1.7976931348623157e308 >= data.line)) return false;
    }
    if (!(typeof data.start === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.start)) return false;
    if (!(1.7976931348623157e308 >= data.start)) return false;
    if (!(typeof data.seconds === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.seconds)) return false;
    if (!(1.7976931348623157e308 >= data.seconds)) return false;
    if (!(typeof data.cached === 'boolean')) return false;
    if ('error' in data && hasOwn(data, 'error')) {
      if (!ref6(data.error)) return false;
    }
    if ('output' in data && hasOwn(data, 'output')) {
      if (!Array.isArray(data.output)) return false;
      for (let l = 0; l < data.output.length; l++) {
        if (l in data.output && hasOwn(data.output, l)) {
          if (!ref6(data.output[l])) return false;
        }
      }
    }
    if (!Array.isArray(data.phases)) return false;
    for (let m = 0; m < data.phases.length; m++) {
      if (m in data.phases && hasOwn(data.phases, m)) {
        if (!ref8(data.phases[m])) return false;
      }
    }
    if (!Array.isArray(data.packages)) return false;
    for (let n = 0; n < data.packages.length; n++) {
      if (n in data.packages && hasOwn(data.packages, n)) {
        if (!ref10(data.packages[n])) return false;
      }
    }
    return true;
  };
  const ref5 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('name' in data && hasOwn(data, 'name'))) return false;
    if (!('started' in data && hasOwn(data, 'started'))) return false;
    if (!('seconds' in data && hasOwn(data, 'seconds'))) return false;
    if (!('steps' in data && hasOwn(data, 'steps'))) return false;
    if (!ref6(data.name)) return false;
    if (!(typeof data.started === 'string')) return false;
    if (!(typeof data.seconds === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.seconds)) return false;
    if (!(1.7976931348623157e308 >= data.seconds)) return false;
    if (!Array.isArray(data.steps)) return false;
    for (let k = 0; k < data.steps.length; k++) {
      if (k in data.steps && hasOwn(data.steps, k)) {
        if (!ref7(data.steps[k])) return false;
      }
    }
    return true;
  };
  const ref11 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('identity' in data && hasOwn(data, 'identity'))) return false;
    if (!('name' in data && hasOwn(data, 'name'))) return false;
    if (!('line' in data && hasOwn(data, 'line'))) return false;
    if (!('observed' in data && hasOwn(data, 'observed'))) return false;
    if (!('seconds' in data && hasOwn(data, 'seconds'))) return false;
    if (!('cacheMount' in data && hasOwn(data, 'cacheMount'))) return false;
    if (!('buildingSeconds' in data && hasOwn(data, 'buildingSeconds'))) return false;
    if (!('downloadingSeconds' in data && hasOwn(data, 'downloadingSeconds'))) return false;
    if (!('fromCache' in data && hasOwn(data, 'fromCache'))) return false;
    if (!ref6(data.identity)) return false;
    if (!ref6(data.name)) return false;
    if (!(typeof data.line === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.line)) return false;
    if (!(1.7976931348623157e308 >= data.line)) return false;
    if (!(typeof data.observed === 'string')) return false;
    if (!(
      data.observed === 'hit' ||
      data.observed === 'miss' ||
      data.observed === 'absent' ||
      data.observed === 'failed'
    ))
      return false;
    if (!(typeof data.seconds === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.seconds)) return false;
    if (!(1.7976931348623157e308 >= data.seconds)) return false;
    if (!(typeof data.cacheMount === 'boolean')) return false;
    if (!(typeof data.buildingSeconds === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.buildingSeconds)) return false;
    if (!(1.7976931348623157e308 >= data.buildingSeconds)) return false;
    if (!(typeof data.downloadingSeconds === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.downloadingSeconds)) return false;
    if (!(1.7976931348623157e308 >= data.downloadingSeconds)) return false;
    if (!(typeof data.fromCache === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.fromCache)) return false;
    if (!(1.7976931348623157e308 >= data.fromCache)) return false;
    return true;
  };
  const ref12 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('digest' in data && hasOwn(data, 'digest'))) return false;
    if (!('env' in data && hasOwn(data, 'env'))) return false;
    if (!('workdir' in data && hasOwn(data, 'workdir'))) return false;
    if (!('user' in data && hasOwn(data, 'user'))) return false;
    if (!('shell' in data && hasOwn(data, 'shell'))) return false;
    if (!('onbuild' in data && hasOwn(data, 'onbuild'))) return false;
    if (!(typeof data.digest === 'string' || data.digest === null)) return false;
    if (!Array.isArray(data.env)) return false;
    for (let r = 0; r < data.env.length; r++) {
      if (r in data.env && hasOwn(data.env, r)) {
        if (!(typeof data.env[r] === 'string')) return false;
      }
    }
    if (!(typeof data.workdir === 'string')) return false;
    if (!(typeof data.user === 'string')) return false;
    const sub2 = (() => {
      if (!Array.isArray(data.shell)) return false;
      for (let s = 0; s < data.shell.length; s++) {
        if (s in data.shell && hasOwn(data.shell, s)) {
          if (!(typeof data.shell[s] === 'string')) return false;
        }
      }
      return true;
    })();
    if (!sub2) {
      const sub3 = (() => {
        if (!(data.shell === null)) return false;
        return true;
      })();
      if (!sub3) return false;
    }
    if (!Array.isArray(data.onbuild)) return false;
    for (let t = 0; t < data.onbuild.length; t++) {
      if (t in data.onbuild && hasOwn(data.onbuild, t)) {
        if (!(typeof data.onbuild[t] === 'string')) return false;
      }
    }
    if ('layers' in data && hasOwn(data, 'layers')) {
      if (!(typeof data.layers === 'string')) return false;
    }
    return true;
  };
  const ref14 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('id' in data && hasOwn(data, 'id'))) return false;
    if (!('source' in data && hasOwn(data, 'source'))) return false;
    if (!('evidence' in data && hasOwn(data, 'evidence'))) return false;
    if (!(typeof data.id === 'string')) return false;
    if (!(typeof data.source === 'string')) return false;
    if ('line' in data && hasOwn(data, 'line')) {
      if (!(typeof data.line === 'number')) return false;
      if (!(-1.7976931348623157e308 <= data.line)) return false;
      if (!(1.7976931348623157e308 >= data.line)) return false;
    }
    if (!ref6(data.evidence)) return false;
    return true;
  };
  const ref15 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('kind' in data && hasOwn(data, 'kind'))) return false;
    if (!('id' in data && hasOwn(data, 'id'))) return false;
    if (!(typeof data.kind === 'string')) return false;
    if (!(
      data.kind === 'snapshot' ||
      data.kind === 'git' ||
      data.kind === 'last-build' ||
      data.kind === 'saved-files'
    ))
      return false;
    if (!(typeof data.id === 'string')) return false;
    if ('time' in data && hasOwn(data, 'time')) {
      if (!(typeof data.time === 'string')) return false;
    }
    return true;
  };
  const ref16 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('line' in data && hasOwn(data, 'line'))) return false;
    if (!('message' in data && hasOwn(data, 'message'))) return false;
    if (!(typeof data.line === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.line)) return false;
    if (!(1.7976931348623157e308 >= data.line)) return false;
    if (!ref6(data.message)) return false;
    return true;
  };
  const ref18 = function validate(data) {
    if (!(typeof data === 'string')) return false;
    if (!(data === 'hit' || data === 'miss' || data === 'conditional')) return false;
    return true;
  };
  const ref19 = function validate(data) {
    if (!(typeof data === 'string')) return false;
    if (!(data === 'cached' || data === 'done' || data === 'absent')) return false;
    return true;
  };
  const ref21 = function validate(data) {
    if (!(typeof data === 'string')) return false;
    if (!(
      data === 'no-baseline' ||
      data === 'file-changed' ||
      data === 'file-added' ||
      data === 'file-removed' ||
      data === 'mode-changed' ||
      data === 'instruction-changed' ||
      data === 'instruction-added' ||
      data === 'order-changed' ||
      data === 'argument-changed' ||
      data === 'environment-changed' ||
      data === 'user-changed' ||
      data === 'working-directory-changed' ||
      data === 'shell-changed' ||
      data === 'platform-changed' ||
      data === 'base-image-changed' ||
      data === 'ignore-file-changed' ||
      data === 'step-above' ||
      data === 'copied-content' ||
      data === 'content-unknown' ||
      data === 'content-same' ||
      data === 'result-gone' ||
      data === 'no-cache' ||
      data === 'remote-content' ||
      data === 'stale-context' ||
      data === 'fails' ||
      data === 'other'
    ))
      return false;
    return true;
  };
  const ref20 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('kind' in data && hasOwn(data, 'kind'))) return false;
    if (!('text' in data && hasOwn(data, 'text'))) return false;
    if (!ref21(data.kind)) return false;
    if (!ref6(data.text)) return false;
    if ('file' in data && hasOwn(data, 'file')) {
      if (!(typeof data.file === 'string')) return false;
    }
    if ('line' in data && hasOwn(data, 'line')) {
      if (!(typeof data.line === 'number')) return false;
      if (!(-1.7976931348623157e308 <= data.line)) return false;
      if (!(1.7976931348623157e308 >= data.line)) return false;
    }
    if ('because' in data && hasOwn(data, 'because')) {
      if (!validate(data.because)) return false;
    }
    return true;
  };
  const ref22 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('low' in data && hasOwn(data, 'low'))) return false;
    if (!('median' in data && hasOwn(data, 'median'))) return false;
    if (!('high' in data && hasOwn(data, 'high'))) return false;
    if (!('basis' in data && hasOwn(data, 'basis'))) return false;
    if (!(typeof data.low === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.low)) return false;
    if (!(1.7976931348623157e308 >= data.low)) return false;
    if (!(typeof data.median === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.median)) return false;
    if (!(1.7976931348623157e308 >= data.median)) return false;
    if (!(typeof data.high === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.high)) return false;
    if (!(1.7976931348623157e308 >= data.high)) return false;
    if (!ref6(data.basis)) return false;
    return true;
  };
  const ref23 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('verdict' in data && hasOwn(data, 'verdict'))) return false;
    if (!('seconds' in data && hasOwn(data, 'seconds'))) return false;
    if (!ref18(data.verdict)) return false;
    const sub8 = (() => {
      if (!ref22(data.seconds)) return false;
      return true;
    })();
    if (!sub8) {
      const sub9 = (() => {
        if (!(data.seconds === null)) return false;
        return true;
      })();
      if (!sub9) return false;
    }
    return true;
  };
  const ref17 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('id' in data && hasOwn(data, 'id'))) return false;
    if (!('name' in data && hasOwn(data, 'name'))) return false;
    if (!('stage' in data && hasOwn(data, 'stage'))) return false;
    if (!('instruction' in data && hasOwn(data, 'instruction'))) return false;
    if (!('file' in data && hasOwn(data, 'file'))) return false;
    if (!('line' in data && hasOwn(data, 'line'))) return false;
    if (!('verdict' in data && hasOwn(data, 'verdict'))) return false;
    if (!('display' in data && hasOwn(data, 'display'))) return false;
    if (!('reasons' in data && hasOwn(data, 'reasons'))) return false;
    if (!('seconds' in data && hasOwn(data, 'seconds'))) return false;
    if (!('withFixes' in data && hasOwn(data, 'withFixes'))) return false;
    if (!ref6(data.id)) return false;
    if (!ref6(data.name)) return false;
    if (!(typeof data.stage === 'string')) return false;
    if (!(typeof data.instruction === 'string')) return false;
    if (!(typeof data.file === 'string')) return false;
    if (!(typeof data.line === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.line)) return false;
    if (!(1.7976931348623157e308 >= data.line)) return false;
    if (!ref18(data.verdict)) return false;
    if (!ref19(data.display)) return false;
    if (!Array.isArray(data.reasons)) return false;
    for (let ii = 0; ii < data.reasons.length; ii++) {
      if (ii in data.reasons && hasOwn(data.reasons, ii)) {
        if (!ref20(data.reasons[ii])) return false;
      }
    }
    const sub5 = (() => {
      if (!ref22(data.seconds)) return false;
      return true;
    })();
    if (!sub5) {
      const sub6 = (() => {
        if (!(data.seconds === null)) return false;
        return true;
      })();
      if (!sub6) return false;
    }
    const sub7 = (() => {
      if (!ref23(data.withFixes)) return false;
      return true;
    })();
    if (!sub7) {
      const sub10 = (() => {
        if (!(data.withFixes === null)) return false;
        return true;
      })();
      if (!sub10) return false;
    }
    return true;
  };
  const ref24 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('hit' in data && hasOwn(data, 'hit'))) return false;
    if (!('miss' in data && hasOwn(data, 'miss'))) return false;
    if (!('conditional' in data && hasOwn(data, 'conditional'))) return false;
    if (!('seconds' in data && hasOwn(data, 'seconds'))) return false;
    if (!(typeof data.hit === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.hit)) return false;
    if (!(1.7976931348623157e308 >= data.hit)) return false;
    if (!(typeof data.miss === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.miss)) return false;
    if (!(1.7976931348623157e308 >= data.miss)) return false;
    if (!(typeof data.conditional === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.conditional)) return false;
    if (!(1.7976931348623157e308 >= data.conditional)) return false;
    const sub11 = (() => {
      if (!ref22(data.seconds)) return false;
      return true;
    })();
    if (!sub11) {
      const sub12 = (() => {
        if (!(data.seconds === null)) return false;
        return true;
      })();
      if (!sub12) return false;
    }
    return true;
  };
  const ref13 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('version' in data && hasOwn(data, 'version'))) return false;
    if (!('dockerfile' in data && hasOwn(data, 'dockerfile'))) return false;
    if (!('context' in data && hasOwn(data, 'context'))) return false;
    if (!('target' in data && hasOwn(data, 'target'))) return false;
    if (!('invocation' in data && hasOwn(data, 'invocation'))) return false;
    if (!('engine' in data && hasOwn(data, 'engine'))) return false;
    if (!('since' in data && hasOwn(data, 'since'))) return false;
    if (!('assumed' in data && hasOwn(data, 'assumed'))) return false;
    if (!('warnings' in data && hasOwn(data, 'warnings'))) return false;
    if (!('fails' in data && hasOwn(data, 'fails'))) return false;
    if (!('steps' in data && hasOwn(data, 'steps'))) return false;
    if (!('totals' in data && hasOwn(data, 'totals'))) return false;
    if (!(typeof data.version === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.version)) return false;
    if (!(1.7976931348623157e308 >= data.version)) return false;
    if (!(typeof data.dockerfile === 'string')) return false;
    if (!ref6(data.context)) return false;
    if (!(typeof data.target === 'string')) return false;
    if (!ref14(data.invocation)) return false;
    if (!ref4(data.engine)) return false;
    if (!Array.isArray(data.since)) return false;
    for (let u = 0; u < data.since.length; u++) {
      if (u in data.since && hasOwn(data.since, u)) {
        if (!ref15(data.since[u])) return false;
      }
    }
    if (!Array.isArray(data.assumed)) return false;
    for (let v = 0; v < data.assumed.length; v++) {
      if (v in data.assumed && hasOwn(data.assumed, v)) {
        if (!ref6(data.assumed[v])) return false;
      }
    }
    if (!Array.isArray(data.warnings)) return false;
    for (let x = 0; x < data.warnings.length; x++) {
      if (x in data.warnings && hasOwn(data.warnings, x)) {
        if (!ref6(data.warnings[x])) return false;
      }
    }
    if (!Array.isArray(data.fails)) return false;
    for (let y = 0; y < data.fails.length; y++) {
      if (y in data.fails && hasOwn(data.fails, y)) {
        if (!ref16(data.fails[y])) return false;
      }
    }
    if (!Array.isArray(data.steps)) return false;
    for (let z = 0; z < data.steps.length; z++) {
      if (z in data.steps && hasOwn(data.steps, z)) {
        if (!ref17(data.steps[z])) return false;
      }
    }
    if (!ref24(data.totals)) return false;
    return true;
  };
  const ref26 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('id' in data && hasOwn(data, 'id'))) return false;
    if (!('name' in data && hasOwn(data, 'name'))) return false;
    if (!('predicted' in data && hasOwn(data, 'predicted'))) return false;
    if (!('observed' in data && hasOwn(data, 'observed'))) return false;
    if (!('right' in data && hasOwn(data, 'right'))) return false;
    if (!ref6(data.id)) return false;
    if (!ref6(data.name)) return false;
    if (!ref18(data.predicted)) return false;
    if (!(typeof data.observed === 'string')) return false;
    if (!(data.observed === 'hit' || data.observed === 'miss' || data.observed === 'absent'))
      return false;
    if (!(typeof data.right === 'boolean' || data.right === null)) return false;
    return true;
  };
  const ref25 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('right' in data && hasOwn(data, 'right'))) return false;
    if (!('wrong' in data && hasOwn(data, 'wrong'))) return false;
    if (!('conditional' in data && hasOwn(data, 'conditional'))) return false;
    if (!('steps' in data && hasOwn(data, 'steps'))) return false;
    if (!('seconds' in data && hasOwn(data, 'seconds'))) return false;
    if (!(typeof data.right === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.right)) return false;
    if (!(1.7976931348623157e308 >= data.right)) return false;
    if (!(typeof data.wrong === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.wrong)) return false;
    if (!(1.7976931348623157e308 >= data.wrong)) return false;
    if (!(typeof data.conditional === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.conditional)) return false;
    if (!(1.7976931348623157e308 >= data.conditional)) return false;
    if (!Array.isArray(data.steps)) return false;
    for (let jj = 0; jj < data.steps.length; jj++) {
      if (jj in data.steps && hasOwn(data.steps, jj)) {
        if (!ref26(data.steps[jj])) return false;
      }
    }
    const sub15 = (() => {
      if (!(typeof data.seconds === 'object' && data.seconds && !Array.isArray(data.seconds)))
        return false;
      if (!('predicted' in data.seconds && hasOwn(data.seconds, 'predicted'))) return false;
      if (!('measured' in data.seconds && hasOwn(data.seconds, 'measured'))) return false;
      if (!(typeof data.seconds.predicted === 'number')) return false;
      if (!(-1.7976931348623157e308 <= data.seconds.predicted)) return false;
      if (!(1.7976931348623157e308 >= data.seconds.predicted)) return false;
      if (!(typeof data.seconds.measured === 'number')) return false;
      if (!(-1.7976931348623157e308 <= data.seconds.measured)) return false;
      if (!(1.7976931348623157e308 >= data.seconds.measured)) return false;
      return true;
    })();
    if (!sub15) {
      const sub16 = (() => {
        if (!(data.seconds === null)) return false;
        return true;
      })();
      if (!sub16) return false;
    }
    return true;
  };
  const ref28 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('line' in data && hasOwn(data, 'line'))) return false;
    if (!('text' in data && hasOwn(data, 'text'))) return false;
    if (!('failed' in data && hasOwn(data, 'failed'))) return false;
    if (!(typeof data.line === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.line)) return false;
    if (!(1.7976931348623157e308 >= data.line)) return false;
    if (!ref6(data.text)) return false;
    if (!(typeof data.failed === 'boolean')) return false;
    return true;
  };
  const ref27 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('message' in data && hasOwn(data, 'message'))) return false;
    if (!('source' in data && hasOwn(data, 'source'))) return false;
    if (!ref6(data.message)) return false;
    if (!Array.isArray(data.source)) return false;
    for (let kk = 0; kk < data.source.length; kk++) {
      if (kk in data.source && hasOwn(data.source, kk)) {
        if (!ref28(data.source[kk])) return false;
      }
    }
    return true;
  };
  const ref1 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('version' in data && hasOwn(data, 'version'))) return false;
    if (!('id' in data && hasOwn(data, 'id'))) return false;
    if (!('key' in data && hasOwn(data, 'key'))) return false;
    if (!('options' in data && hasOwn(data, 'options'))) return false;
    if (!('started' in data && hasOwn(data, 'started'))) return false;
    if (!('seconds' in data && hasOwn(data, 'seconds'))) return false;
    if (!('outcome' in data && hasOwn(data, 'outcome'))) return false;
    if (!('engine' in data && hasOwn(data, 'engine'))) return false;
    if (!('snapshot' in data && hasOwn(data, 'snapshot'))) return false;
    if (!('build' in data && hasOwn(data, 'build'))) return false;
    if (!('steps' in data && hasOwn(data, 'steps'))) return false;
    if (!('images' in data && hasOwn(data, 'images'))) return false;
    if (!('forecast' in data && hasOwn(data, 'forecast'))) return false;
    if (!('score' in data && hasOwn(data, 'score'))) return false;
    if (!(typeof data.version === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.version)) return false;
    if (!(1.7976931348623157e308 >= data.version)) return false;
    if (!(typeof data.id === 'string')) return false;
    if ('ref' in data && hasOwn(data, 'ref')) {
      if (!(typeof data.ref === 'string')) return false;
    }
    if ('madeOutside' in data && hasOwn(data, 'madeOutside')) {
      if (!(typeof data.madeOutside === 'boolean')) return false;
      if (!(data.madeOutside === true)) return false;
    }
    if (!ref2(data.key)) return false;
    if ('invocation' in data && hasOwn(data, 'invocation')) {
      if (!(typeof data.invocation === 'string')) return false;
    }
    if (!ref3(data.options)) return false;
    if (!(typeof data.started === 'string')) return false;
    if (!(typeof data.seconds === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.seconds)) return false;
    if (!(1.7976931348623157e308 >= data.seconds)) return false;
    if (!(typeof data.outcome === 'string')) return false;
    if (!(
      data.outcome === 'succeeded' ||
      data.outcome === 'failed' ||
      data.outcome === 'cancelled'
    ))
      return false;
    if (!ref4(data.engine)) return false;
    const sub0 = (() => {
      if (!(typeof data.snapshot === 'string')) return false;
      return true;
    })();
    if (!sub0) {
      const sub1 = (() => {
        if (!(data.snapshot === null)) return false;
        return true;
      })();
      if (!sub1) return false;
    }
    if (!ref5(data.build)) return false;
    if (!Array.isArray(data.steps)) return false;
    for (let q = 0; q < data.steps.length; q++) {
      if (q in data.steps && hasOwn(data.steps, q)) {
        if (!ref11(data.steps[q])) return false;
      }
    }
    if (!(typeof data.images === 'object' && data.images && !Array.isArray(data.images)))
      return false;
    for (const key1 of Object.keys(data.images)) {
      if (data.images[key1] !== undefined) {
        if (!ref12(data.images[key1])) return false;
      }
    }
    const sub4 = (() => {
      if (!ref13(data.forecast)) return false;
      return true;
    })();
    if (!sub4) {
      const sub13 = (() => {
        if (!(data.forecast === null)) return false;
        return true;
      })();
      if (!sub13) return false;
    }
    const sub14 = (() => {
      if (!ref25(data.score)) return false;
      return true;
    })();
    if (!sub14) {
      const sub17 = (() => {
        if (!(data.score === null)) return false;
        return true;
      })();
      if (!sub17) return false;
    }
    if ('failure' in data && hasOwn(data, 'failure')) {
      if (!ref27(data.failure)) return false;
    }
    return true;
  };
  const ref0 = function validate(data) {
    if (!ref1(data)) return false;
    return true;
  };
  const ref31 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('dockerfile' in data && hasOwn(data, 'dockerfile'))) return false;
    if (!('context' in data && hasOwn(data, 'context'))) return false;
    if (!('target' in data && hasOwn(data, 'target'))) return false;
    if (!('builder' in data && hasOwn(data, 'builder'))) return false;
    if (!(typeof data.dockerfile === 'string')) return false;
    if (!(typeof data.context === 'string')) return false;
    if (!(typeof data.target === 'string')) return false;
    if (!(typeof data.builder === 'string')) return false;
    return true;
  };
  const ref32 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('buildArgs' in data && hasOwn(data, 'buildArgs'))) return false;
    if ('platform' in data && hasOwn(data, 'platform')) {
      if (!(typeof data.platform === 'string')) return false;
    }
    if ('network' in data && hasOwn(data, 'network')) {
      if (!(typeof data.network === 'string')) return false;
    }
    if ('buildContexts' in data && hasOwn(data, 'buildContexts')) {
      if (!(
        typeof data.buildContexts === 'object' &&
        data.buildContexts &&
        !Array.isArray(data.buildContexts)
      ))
        return false;
      for (const key2 of Object.keys(data.buildContexts)) {
        if (data.buildContexts[key2] !== undefined) {
          if (!(typeof data.buildContexts[key2] === 'string')) return false;
        }
      }
    }
    if ('tags' in data && hasOwn(data, 'tags')) {
      if (!Array.isArray(data.tags)) return false;
      for (let ll = 0; ll < data.tags.length; ll++) {
        if (ll in data.tags && hasOwn(data.tags, ll)) {
          if (!(typeof data.tags[ll] === 'string')) return false;
        }
      }
    }
    if (!Array.isArray(data.buildArgs)) return false;
    for (let mm = 0; mm < data.buildArgs.length; mm++) {
      if (mm in data.buildArgs && hasOwn(data.buildArgs, mm)) {
        if (!(typeof data.buildArgs[mm] === 'string')) return false;
      }
    }
    return true;
  };
  const ref33 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('store' in data && hasOwn(data, 'store'))) return false;
    if (!('buildkit' in data && hasOwn(data, 'buildkit'))) return false;
    if (!(typeof data.store === 'string')) return false;
    if (!(data.store === 'containerd' || data.store === 'graphdriver')) return false;
    if (!(typeof data.buildkit === 'string')) return false;
    return true;
  };
  const ref35 = function validate(data) {
    if (!(typeof data === 'string')) return false;
    return true;
  };
  const ref38 = function validate(data) {
    if (!(typeof data === 'string')) return false;
    if (!(
      data === 'resolve' ||
      data === 'download' ||
      data === 'build' ||
      data === 'install' ||
      data === 'other'
    ))
      return false;
    return true;
  };
  const ref37 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('kind' in data && hasOwn(data, 'kind'))) return false;
    if (!('label' in data && hasOwn(data, 'label'))) return false;
    if (!('start' in data && hasOwn(data, 'start'))) return false;
    if (!('seconds' in data && hasOwn(data, 'seconds'))) return false;
    if (!ref38(data.kind)) return false;
    if (!ref35(data.label)) return false;
    if (!(typeof data.start === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.start)) return false;
    if (!(1.7976931348623157e308 >= data.start)) return false;
    if (!(typeof data.seconds === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.seconds)) return false;
    if (!(1.7976931348623157e308 >= data.seconds)) return false;
    return true;
  };
  const ref39 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('manager' in data && hasOwn(data, 'manager'))) return false;
    if (!('name' in data && hasOwn(data, 'name'))) return false;
    if (!('requiredBy' in data && hasOwn(data, 'requiredBy'))) return false;
    if (!('origin' in data && hasOwn(data, 'origin'))) return false;
    if (!('built' in data && hasOwn(data, 'built'))) return false;
    if (!('phases' in data && hasOwn(data, 'phases'))) return false;
    if (!(typeof data.manager === 'string')) return false;
    if (!ref35(data.name)) return false;
    if ('version' in data && hasOwn(data, 'version')) {
      if (!ref35(data.version)) return false;
    }
    if (!Array.isArray(data.requiredBy)) return false;
    for (let rr = 0; rr < data.requiredBy.length; rr++) {
      if (rr in data.requiredBy && hasOwn(data.requiredBy, rr)) {
        if (!ref35(data.requiredBy[rr])) return false;
      }
    }
    if (!(typeof data.origin === 'string')) return false;
    if (!(
      data.origin === 'downloaded' ||
      data.origin === 'cached-download' ||
      data.origin === 'cached-wheel' ||
      data.origin === 'local' ||
      data.origin === 'satisfied' ||
      data.origin === 'unknown'
    ))
      return false;
    if (!(typeof data.built === 'boolean')) return false;
    if ('bytes' in data && hasOwn(data, 'bytes')) {
      if (!(typeof data.bytes === 'number')) return false;
      if (!(-1.7976931348623157e308 <= data.bytes)) return false;
      if (!(1.7976931348623157e308 >= data.bytes)) return false;
    }
    if (!Array.isArray(data.phases)) return false;
    for (let ss = 0; ss < data.phases.length; ss++) {
      if (ss in data.phases && hasOwn(data.phases, ss)) {
        if (!ref37(data.phases[ss])) return false;
      }
    }
    return true;
  };
  const ref36 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('name' in data && hasOwn(data, 'name'))) return false;
    if (!('stage' in data && hasOwn(data, 'stage'))) return false;
    if (!('start' in data && hasOwn(data, 'start'))) return false;
    if (!('seconds' in data && hasOwn(data, 'seconds'))) return false;
    if (!('cached' in data && hasOwn(data, 'cached'))) return false;
    if (!('phases' in data && hasOwn(data, 'phases'))) return false;
    if (!('packages' in data && hasOwn(data, 'packages'))) return false;
    if ('id' in data && hasOwn(data, 'id')) {
      if (!ref35(data.id)) return false;
    }
    if (!ref35(data.name)) return false;
    if (!(typeof data.stage === 'string')) return false;
    if ('line' in data && hasOwn(data, 'line')) {
      if (!(typeof data.line === 'number')) return false;
      if (!(-1.7976931348623157e308 <= data.line)) return false;
      if (!(1.7976931348623157e308 >= data.line)) return false;
    }
    if (!(typeof data.start === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.start)) return false;
    if (!(1.7976931348623157e308 >= data.start)) return false;
    if (!(typeof data.seconds === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.seconds)) return false;
    if (!(1.7976931348623157e308 >= data.seconds)) return false;
    if (!(typeof data.cached === 'boolean')) return false;
    if ('error' in data && hasOwn(data, 'error')) {
      if (!ref35(data.error)) return false;
    }
    if ('output' in data && hasOwn(data, 'output')) {
      if (!Array.isArray(data.output)) return false;
      for (let oo = 0; oo < data.output.length; oo++) {
        if (oo in data.output && hasOwn(data.output, oo)) {
          if (!ref35(data.output[oo])) return false;
        }
      }
    }
    if (!Array.isArray(data.phases)) return false;
    for (let pp = 0; pp < data.phases.length; pp++) {
      if (pp in data.phases && hasOwn(data.phases, pp)) {
        if (!ref37(data.phases[pp])) return false;
      }
    }
    if (!Array.isArray(data.packages)) return false;
    for (let qq = 0; qq < data.packages.length; qq++) {
      if (qq in data.packages && hasOwn(data.packages, qq)) {
        if (!ref39(data.packages[qq])) return false;
      }
    }
    return true;
  };
  const ref34 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('name' in data && hasOwn(data, 'name'))) return false;
    if (!('started' in data && hasOwn(data, 'started'))) return false;
    if (!('seconds' in data && hasOwn(data, 'seconds'))) return false;
    if (!('steps' in data && hasOwn(data, 'steps'))) return false;
    if (!ref35(data.name)) return false;
    if (!(typeof data.started === 'string')) return false;
    if (!(typeof data.seconds === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.seconds)) return false;
    if (!(1.7976931348623157e308 >= data.seconds)) return false;
    if (!Array.isArray(data.steps)) return false;
    for (let nn = 0; nn < data.steps.length; nn++) {
      if (nn in data.steps && hasOwn(data.steps, nn)) {
        if (!ref36(data.steps[nn])) return false;
      }
    }
    return true;
  };
  const ref41 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('line' in data && hasOwn(data, 'line'))) return false;
    if (!('text' in data && hasOwn(data, 'text'))) return false;
    if (!('failed' in data && hasOwn(data, 'failed'))) return false;
    if (!(typeof data.line === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.line)) return false;
    if (!(1.7976931348623157e308 >= data.line)) return false;
    if (!ref35(data.text)) return false;
    if (!(typeof data.failed === 'boolean')) return false;
    return true;
  };
  const ref40 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('message' in data && hasOwn(data, 'message'))) return false;
    if (!('source' in data && hasOwn(data, 'source'))) return false;
    if (!ref35(data.message)) return false;
    if (!Array.isArray(data.source)) return false;
    for (let tt = 0; tt < data.source.length; tt++) {
      if (tt in data.source && hasOwn(data.source, tt)) {
        if (!ref41(data.source[tt])) return false;
      }
    }
    return true;
  };
  const ref42 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('name' in data && hasOwn(data, 'name'))) return false;
    if (!('identity' in data && hasOwn(data, 'identity'))) return false;
    if (!ref35(data.name)) return false;
    if (!ref35(data.identity)) return false;
    return true;
  };
  const ref30 = function validate(data) {
    if (!(typeof data === 'object' && data && !Array.isArray(data))) return false;
    if (!('version' in data && hasOwn(data, 'version'))) return false;
    if (!('id' in data && hasOwn(data, 'id'))) return false;
    if (!('ref' in data && hasOwn(data, 'ref'))) return false;
    if (!('key' in data && hasOwn(data, 'key'))) return false;
    if (!('options' in data && hasOwn(data, 'options'))) return false;
    if (!('started' in data && hasOwn(data, 'started'))) return false;
    if (!('seconds' in data && hasOwn(data, 'seconds'))) return false;
    if (!('outcome' in data && hasOwn(data, 'outcome'))) return false;
    if (!('engine' in data && hasOwn(data, 'engine'))) return false;
    if (!('native' in data && hasOwn(data, 'native'))) return false;
    if (!('snapshot' in data && hasOwn(data, 'snapshot'))) return false;
    if (!('build' in data && hasOwn(data, 'build'))) return false;
    if (!('identities' in data && hasOwn(data, 'identities'))) return false;
    if (!(typeof data.version === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.version)) return false;
    if (!(1.7976931348623157e308 >= data.version)) return false;
    if (!(typeof data.id === 'string')) return false;
    if (!(typeof data.ref === 'string')) return false;
    if (!ref31(data.key)) return false;
    if (!ref32(data.options)) return false;
    if (!(typeof data.started === 'string')) return false;
    if (!(typeof data.seconds === 'number')) return false;
    if (!(-1.7976931348623157e308 <= data.seconds)) return false;
    if (!(1.7976931348623157e308 >= data.seconds)) return false;
    if (!(typeof data.outcome === 'string')) return false;
    if (!(
      data.outcome === 'succeeded' ||
      data.outcome === 'failed' ||
      data.outcome === 'cancelled'
    ))
      return false;
    if (!ref33(data.engine)) return false;
    if (!(typeof data.native === 'string')) return false;
    if (!(data.snapshot === null)) return false;
    const sub18 = (() => {
      if (!ref34(data.build)) return false;
      return true;
    })();
    if (!sub18) {
      const sub19 = (() => {
        if (!(data.build === null)) return false;
        return true;
      })();
      if (!sub19) return false;
    }
    if ('failure' in data && hasOwn(data, 'failure')) {
      if (!ref40(data.failure)) return false;
    }
    if (!Array.isArray(data.identities)) return false;
    for (let uu = 0; uu < data.identities.length; uu++) {
      if (uu in data.identities && hasOwn(data.identities, uu)) {
        if (!ref42(data.identities[uu])) return false;
      }
    }
    return true;
  };
  const ref29 = function validate(data) {
    if (!ref30(data)) return false;
    return true;
  };
  return [ref0, ref29];
})();
