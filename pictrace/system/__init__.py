"""What PicTrace asks of the machine: threads, room on the disk, other programs, and who computes first.

thread_limits.py, faiss_threads.py   threads of OpenCV, BLAS and FAISS, held back while PicTrace's own use every core
search_priority.py                   searches before adding
disk_space.py                        room, looked for before it is needed
byte_counts.py                       numbers of bytes in words
whole_file.py                        files that are there whole or not at all
child_processes.py                   programs that end with this process
"""
