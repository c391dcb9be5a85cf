LOAD SILENT <missing.ttl>
