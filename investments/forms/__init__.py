"""Forms for records: fields that read what people write, and saves that lose nobody's work."""
