"""Asks pip's own parser what requirements files mean, line by line, and prints the answers as JSON.

    python -m venv venv && venv/bin/pip install -r requirements.txt
    venv/bin/python generate.py > ../../../fixtures/requirements/generated.json

The inputs are those of cases.json, some more, and random mixtures with a fixed seed, so that running it again changes
nothing unless pip changed. The tests read the answers and need no Python.

Two things differ from an installation: a line that stops pip does not hide the ones behind it, and a variable has as
many nines as its own length for a value. Where only a look at the disk could tell, the answer says so.
"""

import json
import os
import random
import re
import sys
from pathlib import Path

from pip._internal.exceptions import InstallationError, InvalidEggFragment
from pip._internal.models.link import Link
from pip._internal.req import req_file
from pip._internal.req.constructors import install_req_from_parsed_requirement

FIXTURES = Path(__file__).parents[3] / "fixtures" / "requirements"

MORE = [
    "six==1.17.0 --hash=sha256:aa --hash sha512:bb\n",
    "six --hash=md5:aa\nsix --hash=abc\nsix --hash\n",
    "six\t--hash=sha256:aa\nsix  --hash=sha256:aa\n",
    "six \\ \nidna\n",
    "six \\\\\n>=1\n",
    "\\\nsix\n",
    "six \\\n",
    "six>=1 \\\n  ,<2 \\\n  # done\nidna\n",
    "  # comment \\\nsix\n",
    "--index https://a/simple\n--req a.txt\n--pr\n--no-b six\n--no-binary=-x\n",
    "-r a.txt -r b.txt\n-c a.txt -r b.txt\n-r a.txt --pre\n",
    "-f a -f b --pre\n",
    "six -r base.txt --pre\n",
    "-e ./a -e ./b\n-e ./a six\nsix -e ./a\n",
    "-e 'b @ git+https://a/b.git ; python_version > \"3\"'\n",
    "-e \"b[x] @ git+https://a/b.git\"\n-e git+https://a/b.git\n-e git:a#egg=b\n-e six\n-e https://a/b.zip\n",
    "-e file:./a#egg=b\n-e FILE:./a\n-e file:///a[x]\n-e svn+ssh://a/b#egg=c[d]\n-e hg+static-http://a/b#egg=c\n",
    "-r 'a b.txt'\n-r \"a\\\"b.txt\"\n-r a\\ b.txt\n-r 'a\n-r a\\\n",
    "--no-cache-dir\n--global-option=x\n-U\n-x\n--\n-- six\n-\n--=x\n",
    "--use-feature=nope\n--use-feature fast-deps\n--pre=1\n--requirement\n-C a\n-Ca=b\n",
    "https://x/y.zip;m\nhttps://x/y.zip; python_version>'3'\nhttps://x/y.zip ; python_version>'3'\nhttps://x/y.whl\n",
    "https://x/a-1.0-py3-none-any.whl\nhttps://x/a_b-1.0-1-py3-none-any.whl#sha256=aa\nhttps://x/a%2D1.0-py3-none-any.whl\n",
    "./a-1.0-py3-none-any.whl\na-1.0-py3-none-any.whl\n./a.whl\n./a-x-py3-none-any.whl\na__b-1-py3-none-any.whl\n",
    "a.tar.gz\na.zip[x]\n./a[x,y]\n./a[x y]\na.tgz ; python_version>'3'\nfoo==1.0.zip\nfoo @ https://x/y.zip\nfoo@./a.zip\n",
    "file:./a\nfile:../a#egg=b\nfile://host/a\nfile:///a#egg=b\nFILE:./a\nfoo @ file://host/a\nftp://a/b\n",
    "git+https://a/b\ngit+https://a/b#egg=c\ngit+https://a/b#egg=c[d]\ngit+foo://a/b\nhttps://[x\nhttps://[::1]/a\n",
    "foo @ https://a/b#egg=c[d]\nfoo@https://a/b\nfoo @\nfoo @ https://a/b c\nfoo @ git+https://a/b@main#subdirectory=c\n",
    "foo>=1.0.*\nfoo>=1.0+x\nfoo==1.0.*\nfoo~=1\nfoo~=1.0\nfoo==1.0-1\nfoo==1.0-dev3\nfoo==1.0a\nfoo ==1 , <2\nfoo==1,,<2\nfoo,\n",
    "foo===a,b\nfoo===\nfoo=== 1\nfoo(==1)\nfoo (==1\nfoo ==1)\nfoo[a]==1\nfoo[a,]==1\nfoo[a b]\nfoo[a\nfoo[é]\nfoo[]\n",
    "foo=1.0\nfoo-\nfoo_\n_foo\n-foo\nfoo.\nföö\nfooé\nfoo bar\nfoo;\nfoo;;\nfoo!\nfoo.é\n0\n",
    "foo; python_version\nfoo; 'a' in 'b'\nfoo; os.name not in 'nt'\nfoo; os_name notin 'nt'\nfoo; a == 'b'\nfoo; extra == 'x' and\n",
    "foo; (os_name == 'a'\nfoo; ((os_name == 'a'))\nfoo; os_name=='a'or os_name=='b'\nfoo; os_name == \"a'\nfoo; os_name == 'a\\'\n",
    "foo; os_name == 'a\\x'\nfoo; os_name == 'a\\x41' \nfoo; platform_python_implementation == 'a'\nfoo; os_name === 'a'\nfoo; os_name = 'a'\n",
    "six\u00a0==1\nsix\u2028idna\nsix\u0085idna\nsix\x1cidna\nsix\x1fidna\nsix\x0bidna\n\u00a0six\u00a0\n\ufeffsix\n",
    "six #c\nsix\u00a0#c\n#c\nsix#c\nsix # c # d\n #c\n",
    "foo${VER}\n${NAME}==1\nfoo ${SPEC}\nhttps://${A}:${B_2}@host/x.zip\nfoo==${lower}\nfoo==$VER\n-r ${FILE}.txt\n--hash=${HASH}\nsix --hash=${HASH}\n",
    "--trusted-host a --trusted-host b\n-i a -i b\n--extra-index-url=\n--only-final=:all:\n--all-releases six,idna\n--no-require-hashes\n",
]

PIECES = [
    "six", "Foo.Bar", "a", "1.0", "2", "==", ">=", "<", "~=", "===", "!=", "=", ",", ", ", " ", " ", "  ", "\t", "\\\n", "\\", "\n", "\n", "\n",
    "\r\n", "\r", "\x0b", "\x0c", "\x1d", "\x85", "\u2028", "#", " # c", "#egg=b", "&egg=b[x]", ";", " ; ", "; ", "[a]", "[a,b]", "[", "]", "(", ")",
    "python_version", " < '3'", "'x'", '"', "'", " and ", " or ", " in ", " not in ", "extra", "sys_platform == 'linux'", "@", " @ ", "https://x/y.zip",
    "git+https://a/b.git", "file:./c", "file:///c", "./d", "../e", "/", ".", ".*", ".zip", ".whl", "-1-py3-none-any.whl", ".tar.gz", "-", "--", " -r ",
    " -c b.txt", " -e ", "--hash=sha256:aa", " --hash=sha256:aa", " --hash sha384:bb", "--pre", " --index-url=", "-i ", "--no-binary=", ":all:", " -C a=b",
    "--config-settings", "--find-links", "--require", "${VER}", "${X_1}", "$VER", "é", "😀", "\u00a0", "\ufeff", "v", "a1", ".dev0", "post1", "+local", "1!",
    "*", "rc", "_", "%2D", "?", "&", "!", "~", "\x00", ">", "=1.0", "foo==1.0\n", "bar>=2,<3 ; python_version > '3'\n", "-r base.txt\n", "# comment\n",
]


def main() -> None:
    chosen = [text for _, text in json.loads((FIXTURES / "cases.json").read_text("utf-8"))]
    source = random.Random(20260804)
    inputs = chosen + MORE
    inputs += ["".join(source.choices(PIECES, k=source.randint(1, 12))) for _ in range(260)]
    inputs += [mutated(source, source.choice(chosen + MORE)) for _ in range(200)]
    rows = [json.dumps({"text": text, "lines": read(text)}, ensure_ascii=False) for text in dict.fromkeys(inputs) if readable(text)]
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    print("[\n" + ",\n".join(escaped(row) for row in rows) + "\n]")


def escaped(row: str) -> str:
    """Without characters that an editor or a formatter could take for the end of a line."""
    return re.sub("[\x7f-\xa0\u2028\u2029\ufeff]", lambda match: f"\\u{ord(match[0]):04x}", row)


def mutated(source: random.Random, text: str) -> str:
    for _ in range(source.randint(1, 4)):
        at = source.randrange(len(text) + 1)
        gone = source.choice([0, 0, 1, 1, 2, 5])
        text = text[:at] + source.choice(["", source.choice(PIECES)]) + text[at + gone :]
    return text


def readable(text: str) -> bool:
    try:
        req_file._decode_req_file(text.encode("utf-8"), "")
        return True
    except LookupError:
        return False


def read(text: str) -> list[dict]:
    content = req_file._decode_req_file(text.encode("utf-8"), "")
    for name in re.findall(r"\$\{([A-Z0-9_]+)\}", content):
        os.environ[name] = "9" * (len(name) + 3)
    starts = [len(text) - len(content)]
    for line in content.splitlines(keepends=True):
        starts.append(starts[-1] + len(line.encode("utf-16-le")) // 2)
    parse_line = req_file.get_line_parser(None)
    return [{"start": starts[number - 1], **read_line(parse_line, number, line)} for number, line in req_file.preprocess(content)]


def read_line(parse_line, number: int, line: str) -> dict:
    # pip's parsers share this list, so that a feature of one line would show up on all the next ones.
    req_file.cmdoptions.use_new_feature.keywords["default"].clear()
    try:
        args, options = parse_line(line)
    except Exception as error:
        return {"kind": "error", "why": why(error)}
    parsed = req_file.ParsedLine("file", number, args, options, False)
    if parsed.requirement is None:
        return {"kind": "options", **nested_or_options(options)}
    requirement = req_file.handle_requirement_line(parsed)
    try:
        installed = install_req_from_parsed_requirement(requirement)
    except Exception as error:
        return {"kind": maybe_path(requirement, error), "why": why(error)}
    link = installed.original_link
    is_path = link is not None and link.url.startswith("file:") and not written_as_url(requirement, installed)
    return {
        "kind": "requirement",
        "editable": requirement.is_editable,
        "form": "name" if link is None else "path" if is_path else "url",
        "name": installed.req.name if installed.req else None,
        "extras": sorted(installed.extras),
        "specifiers": sorted(map(str, installed.req.specifier)) if installed.req else [],
        "url": None if link is None or is_path else url_as_written(requirement, link),
        "marker": installed.markers is not None,
        "hashes": sorted(f"{name}:{value}" for name, values in (requirement.options.get("hashes") or {}).items() for value in values),
        "settings": requirement.options.get("config_settings") or {},
    }


def written_as_url(requirement, installed) -> bool:
    return requirement.requirement.lower().startswith("file:") or bool(installed.req and installed.req.url)


def url_as_written(requirement, link: Link) -> str:
    """A relative file URL is made absolute by pip, which would tell of this machine."""
    is_relative = link.scheme == "file" and "../" in requirement.requirement
    return "relative" if is_relative else link.url


def maybe_path(requirement, error: Exception) -> str:
    """`path`: an error only because nothing is there; `unknown`: a folder of this name would make it right."""
    if isinstance(error, InvalidEggFragment) and requirement.is_editable and "+" not in requirement.requirement.split(":")[0]:
        return "unknown"
    if not isinstance(error, InstallationError):
        return "error"
    # A bad marker is reported in the same words, but without the line.
    looks_like_path = re.match("Invalid requirement: ['\"][.]", str(error)) and "(from line" in str(error)
    if "It looks like a path" in str(error) or looks_like_path:
        return "error" if re.match(r"(?!\.)[^/@]*@", requirement.requirement) else "path"
    if "is not installable" in str(error):
        return "path"
    if "not a valid editable" in str(error) and "://" not in requirement.requirement:
        return "unknown"
    return "error"


def nested_or_options(options) -> dict:
    if options.requirements:
        return {"options": {"requirement": options.requirements[:1]}}
    if options.constraints:
        return {"options": {"constraint": options.constraints[:1]}}
    values = {
        "index-url": [options.index_url] if options.index_url is not None else [],
        "extra-index-url": options.extra_index_urls,
        "find-links": options.find_links[:1],
        "trusted-host": options.trusted_hosts,
        "use-feature": list(options.features_enabled),
        "no-index": [True] if options.no_index else [],
        "pre": [True] if options.pre else [],
        "prefer-binary": [True] if options.prefer_binary else [],
        "require-hashes": [True] if options.require_hashes else [],
        "no-require-hashes": [True] if options.no_require_hashes else [],
    }
    return {"options": {name: value for name, value in values.items() if value}}


def why(error: Exception) -> str:
    first = (getattr(error, "msg", None) or str(error) or type(error).__name__).strip().splitlines()
    return f"{type(error).__name__}: {first[0] if first else ''}"[:120].replace(os.getcwd(), "")


if __name__ == "__main__":
    main()
