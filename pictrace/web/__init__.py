"""The front end: pages (Streamlit), HTTP API (FastAPI) and pictures, in one process on one port."""
