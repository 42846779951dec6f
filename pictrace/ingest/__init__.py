"""Adding pictures: list the inputs, read and decode them in threads, embed in batches, store in transactions.

pipeline.py           outcomes of inputs to batches and counts
input_threads.py      the threads that list and read
input_queue.py        inputs that wait to be read
input_processing.py   one input: known, failed, or extracted for the network
batch_writer.py       batches through the network and into the library
progress_counter.py   what was added, known and failed so far
moved_files.py        files of known pictures that turn up elsewhere
resolved_failures.py  failures of before that a corrected table no longer has
disk_room.py          room on the disk
reembedding.py        every picture through another network
maintenance.py        removing, verifying, rebuilding
"""

from pictrace.ingest.pipeline import Adder
from pictrace.ingest.resolved_failures import clear_resolved_failures

__all__ = ["Adder", "clear_resolved_failures"]
